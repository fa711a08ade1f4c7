"""What all tests share: in CI nothing may be skipped, and hypothesis is the same everywhere."""

import os

import pytest
from hypothesis import settings

settings.register_profile("relais", deadline=None, max_examples=60, print_blob=True)
settings.load_profile("relais")


def pytest_collection_modifyitems(config, items):
    """Leave slow tests out unless `-m` says otherwise."""
    if config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI every outside program is installed, so a skip there is a hole in the checks."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
