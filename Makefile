# The front door. Each target is a script under scripts/ or a cmake preset; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps build demo test test-deep bench lint format fuzz tools image clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS=$$'\t' read -r t d; do printf '  make %-10s %s\n' "$$t" "$$d"; done

deps: ## install what building needs, from Debian 12's packages (root or sudo)
	@scripts/deps.sh

build: deps ## build what ships into build/release
	@scripts/build.sh release

demo: ## deploy, update and go back on a simulated cluster: STRATEGY=canary (rolling, blue-green, recreate)
	@STRATEGY=$(STRATEGY) scripts/demo.sh

test: ## everything: three builds, all tests, a real API server and node; about an hour the first time
	@scripts/test.sh

test-deep: ## the same with every seed and every fault (hours)
	@SLIPWAY_DEEP=1 scripts/test.sh

bench: ## what Slipway costs on a real API server, as a table: BENCH="--only latency"; BENCH_LARGE=1
	@scripts/bench.sh $(BENCH)

lint: deps ## clang-format and clang-tidy over all files
	@scripts/lint.sh format
	@scripts/build.sh release >build/logs/lint-build.log 2>&1 || { tail -n 40 build/logs/lint-build.log; exit 1; }
	@scripts/lint.sh tidy

fuzz: ## run every fuzz target for FUZZ_SECONDS (60); FUZZ=json names one (clang)
	@scripts/fuzz.sh $(FUZZ)

format: ## format all C++ files in place
	@scripts/lint.sh format-fix

tools: deps ## build Kubernetes, etcd and helm for the tests
	@tools/build.sh all

image: build ## make the OCI image and its SBOM in build/image, without a container engine
	@scripts/image.sh

clean: ## remove build/ (the control plane's cache under ~/.cache/slipway stays)
	rm -rf build
