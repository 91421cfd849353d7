# `make help` lists what there is. Everything below is a thin name for a program in bin/.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup run test test-long check bench train journeys screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## prepare everything: both Pythons, the encoder, the front end, a first model
	@bin/setup

run: setup ## set up what is missing, start everything, print the addresses; Ctrl-C stops it
	@exec .venv/bin/python -m supervisor

test: setup ## every test: Python, bot, conversations, front end, journeys in a browser
	@bin/check --all

test-long: setup ## what takes minutes: storms, several desks, hanging parts (about 15 minutes)
	@bin/check --long

check: setup ## the quick way, a minute or two: types, style, imports, fast tests
	@bin/check

journeys: setup ## only the journeys: two people in a browser against the whole house
	@bin/check --only journeys

screenshots: setup ## refresh docs/images from a house of its own
	@.venv/bin/python -m tests.journeys.screenshots

bench: setup ## measure acknowledgement and answer times of a running house
	@.venv/bin/python benchmarks/turn_latency.py

train: setup ## train a new model into models/
	@bin/train
