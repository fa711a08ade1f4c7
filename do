#!/bin/sh
# ./do demo, ./do test, ./do make, ./do serve, … Needs python3 >= 3.11 with pip; all else goes into .venv.
set -eu
cd "$(dirname "$0")"

# Compiled Python stays in .venv: no litter beside the sources, and every start is three times as fast,
# also where the environment says that nothing is to be compiled to disk.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="$PWD/.venv/pycache"

install() { # install STAMP REQUIREMENT: once, and again when the dependencies change
  stamp=.venv/$1
  [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ] && return
  # Debian's python3 has no ensurepip, so the venv is made without pip and filled from outside.
  [ -x .venv/bin/python ] || python3 -m venv --without-pip .venv
  echo "Setting up .venv (once) …" >&2
  python3 -m pip --python .venv/bin/python install -q -c constraints.txt -e "$2"
  touch "$stamp"
}

case "${1:-help}" in
  test)
    shift
    install dev '.[dev]'
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports >/dev/null || .venv/bin/lint-imports
    exec .venv/bin/pytest "$@"
    ;;
  help | -h | --help)
    sed -n '2p' "$0"
    ;;
  *)
    install run .
    exec .venv/bin/python -m app "$@"
    ;;
esac
