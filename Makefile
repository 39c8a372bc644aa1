# Everything a person does with this repository. `make` alone prints this list.

SWIFT ?= swift
BINARY = .build/release/skein

.DEFAULT_GOAL := help
.PHONY: help run build web test shots check bench clean

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

clean: ## remove everything that was built or cached
	@rm -rf .build Benchmarks/.build .cache web/dist web/node_modules Sources/WebAPI/UI/Generated

.PHONY: packages
packages:
	@Scripts/install-packages.sh
