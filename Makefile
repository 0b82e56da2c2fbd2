# Every command a person or CI types. The work itself is in scripts/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: demo build test check bless bench bench-reach bench-edits help

LISTEN ?= 127.0.0.1:8080

demo: build ## build everything and show the demo town on 127.0.0.1:8080 (LISTEN= for another address)
	@scripts/demo $(LISTEN)

build: ## one self-contained binary: target/release/jingwei
	@scripts/build

test: ## every suite; SUITES="rust web" for some of them
	@scripts/test $(SUITES)

check: ## formatting, lints, docs, dependencies; warnings are fatal
	@scripts/check

bless: ## accept the OpenAPI document as it is now, and the client made from it
	@scripts/bless

bench: ## our engines beside their peers, one table with ratios and goals
	@scripts/bench

bench-reach: ## walking beside Valhalla on real cities: times, truth of the circles, speed; PART= for one
	@scripts/bench-reach $(PART)

bench-edits: build ## edits over HTTP on a city of 10,149 blocks: until issues and impact are there
	@scripts/bench-edits

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20
