# `make` lists what can be made. `make test` and `make demo` set up what they need by themselves.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# The targets build in one target directory: side by side they would only wait for each other.
.NOTPARALLEL:
# Where `cargo install` puts commands, which a fresh machine may not have in its PATH.
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

.PHONY: help
help: ## list what can be made
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-12s %s\n", $$1, $$2 }'

.PHONY: test
# The tests come last, so that their summary is the last thing to read.
test: check rustdoc unit ## check everything: format, lints, tests, docs

.PHONY: demo
demo: need-compiler ## build the server and show it with a village that lives
	cargo build --release --locked -p multiverse
	target/release/multiverse demo

.PHONY: check
check: need-compiler need-lints ## check format and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy -p multiverse-model --all-targets --locked -- -D warnings
	cargo clippy -p multiverse-worldline --no-default-features --locked -- -D warnings
	cargo clippy -p multiverse-model --all-targets --all-features --locked -- -D warnings
	cargo clippy -p multiverse-client --no-default-features --locked -- -D warnings

.PHONY: unit
unit: need-compiler need-nextest ## run the tests
	cargo test --doc --workspace --locked
	cargo nextest run --workspace --locked

.PHONY: rustdoc
rustdoc: need-compiler ## build the API docs of the crates
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --workspace --locked

.PHONY: docs
docs: need-compiler ## make docs/settings.md from the code
	cargo run --locked -q -p multiverse -- config --markdown > target/settings.md
	mv target/settings.md docs/settings.md

.PHONY: man
man: need-compiler ## write the man pages to target/man
	cargo run --locked -q -p multiverse -- man --dir target/man

.PHONY: completions
completions: need-compiler ## write scripts for bash, zsh and fish to target/completions
	mkdir -p target/completions
	for shell in bash zsh fish; do \
		cargo run --locked -q -p multiverse -- completions $$shell > target/completions/multiverse.$$shell; \
	done

.PHONY: bench
bench: need-compiler ## run the benches
	cargo bench --workspace --locked

# For each target.
FUZZ_SECONDS ?= 60

.PHONY: fuzz
fuzz: need-compiler need-cargo-fuzz ## fuzz each target for a minute, or FUZZ_SECONDS=600
	scripts/fuzz $(FUZZ_SECONDS)

.PHONY: fmt
fmt: need-lints ## format the code
	cargo fmt --all

.PHONY: need-compiler
need-compiler:
	@scripts/need cc

.PHONY: need-nextest
need-nextest: need-compiler
	@scripts/need-nextest

.PHONY: need-cargo-fuzz
need-cargo-fuzz: need-compiler
	@scripts/need-cargo-fuzz

.PHONY: need-lints
need-lints:
	@scripts/need rustfmt clippy
