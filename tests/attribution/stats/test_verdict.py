"""The verdict on a test, and that its two looks keep the error promised."""

import numpy as np
import pytest

from app.attribution.stats.proportions import Count
from app.attribution.stats.verdict import STATES, Trial, verdict

TRIAL = Trial(base=0.05, rise=0.2)


def test_fewer_than_thirty_or_five_is_not_enough_data() -> None:
    assert verdict(TRIAL, Count(0, 0), Count(0, 0)).state == "not-enough"
    assert verdict(TRIAL, Count(5, 29), Count(0, 29)).state == "not-enough"
    assert verdict(TRIAL, Count(4, 100), Count(4, 100)).state == "not-enough"


def test_a_split_that_was_not_planned_is_read_as_nothing_else() -> None:
    found = verdict(TRIAL, Count(900, 1200), Count(10, 800))
    assert (found.state, found.split < 0.001) == ("broken", True)


def test_a_test_runs_until_its_number_is_reached_and_is_then_due() -> None:
    needed = TRIAL.needed
    running = verdict(TRIAL, Count(500, needed - 1), Count(510, needed - 1))
    assert (running.state, running.needed) == ("running", needed)
    due = Count(500, needed), Count(510, needed)
    assert verdict(TRIAL, *due).state == "due"
    closed = verdict(TRIAL, *due, closed=due)
    assert closed.state == "no-difference"
    assert closed.interval.low < 0 < closed.interval.high


def test_a_closed_test_keeps_its_verdict_whatever_comes_later() -> None:
    closed = Count(600, 9500), Count(475, 9500)
    later = verdict(TRIAL, Count(1000, 20_000), Count(1300, 20_000), closed)
    assert later.state == "first"
    assert later.gap == pytest.approx(125 / 9500)


def test_a_large_difference_is_called_early_for_the_better_arm() -> None:
    assert verdict(TRIAL, Count(200, 1000), Count(100, 1000)).state == "first"
    assert verdict(TRIAL, Count(100, 1000), Count(200, 1000)).state == "second"


def outcome(rates: tuple[float, float], rng: np.random.Generator, looks: int = 20) -> str:
    """Run one trial, looked at often, to its verdict."""
    step = -(-TRIAL.needed // looks)
    total, hits = 0, [0, 0]
    state = "running"
    while state in ("running", "not-enough"):
        total += step
        hits = [
            before + int(rng.binomial(step, rate)) for before, rate in zip(hits, rates, strict=True)
        ]
        counts = Count(hits[0], total), Count(hits[1], total)
        state = verdict(TRIAL, *counts).state
    return verdict(TRIAL, *counts, closed=counts).state if state == "due" else state


def test_looked_at_twenty_times_equal_arms_keep_the_error_and_unequal_ones_the_power() -> None:
    rng = np.random.default_rng(3)
    equal = [outcome((0.05, 0.05), rng) for _trial in range(400)]
    unequal = [outcome((0.06, 0.05), rng) for _trial in range(200)]
    assert set(equal + unequal) <= set(STATES)
    assert 1 - equal.count("no-difference") / len(equal) <= 0.05 + 2.6 * (0.05 * 0.95 / 400) ** 0.5
    assert unequal.count("first") / len(unequal) >= 0.8 - 2.6 * (0.8 * 0.2 / 200) ** 0.5
    assert "second" not in unequal
