"""What all tests share: in CI nothing may be skipped, and hypothesis is the same everywhere."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

settings.register_profile("relais", deadline=None, max_examples=60, print_blob=True)
settings.load_profile("relais")


def pytest_collection_modifyitems(config, items):
    """Leave out tests for later, unless `-m` says otherwise, and those of absent packages."""
    left_out = {item for item in items if is_outside(item)}
    if not config.option.markexpr:
        left_out |= {item for item in items if is_for_later(item)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def is_for_later(item):
    """Whether a test is left to `.ci/run` (slow) or to a person (chance)."""
    return item.get_closest_marker("slow") or item.get_closest_marker("chance")


def is_outside(item):
    """Whether a test needs a package that the project must not depend on and that is not here."""
    marker = item.get_closest_marker("outside")
    return marker is not None and find_spec(marker.args[0]) is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI every outside program is installed, so a skip there is a hole in the checks."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
