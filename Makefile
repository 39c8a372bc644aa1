# Everything a person does with this repository. `make` alone prints this list.

SWIFT ?= swift
BINARY = .build/release/skein

.DEFAULT_GOAL := help
.PHONY: help run build web test shots check bench dist deb docs clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start the server on http://127.0.0.1:8000
	@$(BINARY) serve

build: packages ## leave the release binary, with the web UI inside, at .build/release/skein
	@Scripts/web.sh || echo "going on without the web UI"
	@echo "building the release binary (the first time takes several minutes)"
	@$(SWIFT) build -c release --product skein

web: ## type-check and bundle the web UI into web/dist
	@Scripts/web.sh

test: packages web ## run all tests; what they need goes into .cache
	@Scripts/test.sh

shots: packages web ## pictures of every page of the web UI, into .cache/shots
	@$(SWIFT) build --product skein
	@Scripts/test-web.sh shots

check: packages ## formatting, house rules and the import graph
	@Scripts/check.sh

bench: packages ## measure; each figure beside its bare counterpart
	@Scripts/bench.sh

dist: portable ## pack a release for any Linux of this kind into dist/; BINARY=path packs a binary of yours
	@Scripts/dist.sh $(PACKED)

deb: portable ## make the Debian package into dist/; BINARY=path likewise
	@Scripts/deb.sh $(PACKED)

docs: packages ## the API of the libraries as web pages, into .build/docs; fails on any warning
	@Scripts/docs.sh

clean: ## remove everything that was built or cached
	@rm -rf .build dist Benchmarks/.build .cache web/dist web/node_modules Sources/WebAPI/UI/Generated

# What is packed needs no Swift where it runs.
PORTABLE = .build/portable/release/skein
PACKED = $(if $(filter command line,$(origin BINARY)),$(BINARY),$(PORTABLE))

.PHONY: packages portable
portable: packages
ifneq ($(origin BINARY),command line)
	@Scripts/web.sh
	@echo "building the binary that needs no Swift (the first time takes more than ten minutes)"
	@$(SWIFT) build -c release --product skein --static-swift-stdlib --scratch-path .build/portable
endif

packages:
	@Scripts/install-packages.sh
