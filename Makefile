# Everything a person does with this repository. `make` alone prints this list.

SWIFT ?= swift
BINARY = .build/release/skein

.DEFAULT_GOAL := help
.PHONY: help run build test check bench clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build and start the server on http://127.0.0.1:8000
	@$(BINARY) serve

build: packages ## leave the release binary at .build/release/skein
	@echo "building the release binary (the first time takes several minutes)"
	@$(SWIFT) build -c release --product skein

test: packages ## run all tests; what they need goes into .cache
	@Scripts/test.sh

check: packages ## formatting, house rules and the import graph
	@Scripts/check.sh

bench: packages ## measure; each figure beside its bare counterpart
	@Scripts/bench.sh

clean: ## remove everything that was built or cached
	@rm -rf .build Benchmarks/.build .cache

.PHONY: packages
packages:
	@Scripts/install-packages.sh
