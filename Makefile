# Every target makes the locked environment first; nothing else has to be installed.
PYTHON ?= python3
STACK = -- -m ecosystem.stack

.PHONY: demo demo-reset test check bench soak pictures serve-stack

demo: ## everything, ready to click through: HOST=127.0.0.1 PORT=8000 SIZE=town
	@exec $(PYTHON) -m ecosystem.stack.bootstrap --no-dev $(STACK) demo

demo-reset: ## forget the demo's data
	@exec $(PYTHON) -m ecosystem.stack.reset

test: ## the whole suite, on servers of its own; ARGS="-n 2 tests/merchants" for a part
	@exec $(PYTHON) -m ecosystem.stack.bootstrap --browser $(STACK) --state .state/test test -- $(ARGS)

check: ## lint, types, contracts, migrations, translations, schema
	@exec $(PYTHON) -m ecosystem.stack.bootstrap $(STACK) --state .state/check check

bench: ## speeds against their limits, into build/bench.json
	@exec $(PYTHON) -m ecosystem.stack.bootstrap $(STACK) --state .state/bench run -- python -m tests.bench $(ARGS)

# Nothing that these find needs a disk that keeps it.
soak: FAST = $(if $(filter locks machine order ties,$(firstword $(ARGS))),--fast)
soak: ## experiments too long for every day: ARGS="races 20", "crash 5", "business 60", "day 10", "wholesale"
	@exec $(PYTHON) -m ecosystem.stack.bootstrap $(STACK) --state .state/soak run $(FAST) -- python -m tests.soak $(ARGS)

pictures: ## the README's pictures, out of those that make test took
	@exec $(PYTHON) -m ecosystem.stack.bootstrap -- -m tests.journeys.pictures

serve-stack: ## PostgreSQL and Valkey alone, until Ctrl-C
	@exec $(PYTHON) -m ecosystem.stack.bootstrap --no-dev $(STACK) serve
