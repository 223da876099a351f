# Recipes for those who work on kevents; `just` lists them.

default:
    @just --list

# Make the environment that the other recipes use
setup:
    python3 -m venv .venv
    .venv/bin/pip install -e '.[test-slow,lint,docs,bench]'

# Format, lint, type-check, and check the layering and the bundled records
lint:
    .venv/bin/ruff format .
    .venv/bin/ruff check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    .venv/bin/kevents check seeds
    .venv/bin/kevents coverage seeds

# Run the fast tests
test *ARGS:
    .venv/bin/python -m pytest {{ARGS}}

# Run every test, the slow ones too (they need strace, npm, chromium and chromium-driver)
test-all:
    .venv/bin/python -m pytest -m 'slow or not slow' -n 2

# Show which changes of a module no test notices: just mutate karabakh_events/dates.py (needs the extra mutation)
mutate MODULE *TESTS:
    .venv/bin/python -m tests.mutating {{MODULE}} {{TESTS}}

# Bring what is generated (JSON Schema, output in the documents, snapshots) up to date
update:
    .venv/bin/kevents schema > seeds/record-file.schema.json
    KEVENTS_UPDATE=1 .venv/bin/python -m pytest tests/test_documents.py
    .venv/bin/python -m pytest tests/cli tests/test_render.py --snapshot-update

# Build the documentation as a site in build/docs; a warning is an error
docs:
    .venv/bin/sphinx-build --fail-on-warning --keep-going --quiet --builder html docs build/docs

# Measure: ratios taken in one run
bench *ARGS:
    .venv/bin/python benchmarks/run.py {{ARGS}}

# Everything that CI runs
ci:
    .ci/run
