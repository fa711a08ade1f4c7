"""A synthetic world with a known truth, recovered through matching, credits and intervals.

Placements bring people at known rates; some people are bots, some scan twice, some tokens are
forged, some orders lose their reference, some are refunded, deliveries come twice and shuffled.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np
import pytest

from app.attribution.credits import of_match, reverse
from app.attribution.matching import Known, Lookup, match, split
from app.attribution.stats.proportions import Count, difference, wilson
from app.attribution.taps import Tap
from app.model import Conversion
from app.signing import Ring, with_check

RING, FORGER = Ring("levain", ["the brand's"]), Ring("levain", ["somebody else's"])
PLACEMENTS = tuple(range(8))
RATES = (0.004, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.3)
CARRIED = 0.9
"""How many orders still carry something of their code."""

REFERENCES = {with_check(f"AAAA{code}"): Known(code) for code in PLACEMENTS}
LOOK = Lookup(
    RING.open,
    {code: Known(code, "poster-a3", frozenset({"b"})) for code in PLACEMENTS}.get,
    REFERENCES.get,
    coupon={f"pain{code}": Known(code) for code in PLACEMENTS}.get,
)


class World(NamedTuple):
    """What the log holds: scans as (code, class) and conversions as they were delivered."""

    scans: list[tuple[int, str]]
    deliveries: list[Conversion]
    lost: int


def reference(code: int, rng: np.random.Generator) -> str:
    if rng.random() > CARRIED:
        return str(rng.choice(["", "from a friend", FORGER.token(code), RING.token(10**9)]))
    forms = [RING.token(code), f"{RING.token(code)}-b", RING.token(code, 7), f"Pain{code}"]
    forms.append(next(text for text, known in REFERENCES.items() if known.code == code))
    return forms[rng.integers(len(forms))]


def world(rng: np.random.Generator) -> World:
    scans: list[tuple[int, str]] = []
    orders: list[Conversion] = []
    for code in PLACEMENTS:
        for _human in range(rng.poisson(300)):
            scans += [(code, "human")] + [(code, "repeat")] * int(rng.random() < 0.1)
            if rng.random() < RATES[code]:
                ref, value = reference(code, rng), int(rng.lognormal(7, 1))
                orders.append(
                    Conversion("shop", str(len(orders)), "order", ref, len(orders), value, "EUR")
                )
        scans += [(code, "bot")] * rng.poisson(80)
    refunds = [
        Conversion("shop", f"r{order.external_id}", "order", "", order.at + 1,
                   -(order.value_minor or 0), "EUR", reverses=order.external_id)
        for order in orders
        if rng.random() < 0.1
    ]  # fmt: skip
    twice = [order for order in orders if rng.random() < 0.05]
    deliveries = [*orders, *refunds, *twice]
    rng.shuffle(deliveries)  # type: ignore[arg-type]
    lost = sum(match(order, LOOK).code is None for order in orders)
    return World(scans, deliveries, lost)


class Ledger(NamedTuple):
    """Orders and net value by code; None is the unattributed row."""

    orders: Counter[int | None]
    value: Counter[int | None]


def attribute(deliveries: list[Conversion]) -> Ledger:
    known = {(row.source, row.external_id): row for row in deliveries}
    orders: Counter[int | None] = Counter()
    value: Counter[int | None] = Counter()
    for row in known.values():
        order = known[row.source, row.reverses] if row.reverses else row
        credits = of_match(match(order, LOOK), order.value_minor)
        for credit in reverse(credits) if row.reverses else credits:
            value[credit.code] += credit.value_minor or 0
        if not row.reverses:
            orders[credits[0].code if credits else None] += 1
        if not credits:
            value[None] += row.value_minor or 0
    return Ledger(orders, value)


def recovered(worlds: int) -> tuple[float, float]:
    """How many rates, and differences of neighbours, lie in their intervals."""
    rng = np.random.default_rng(20)
    rates = gaps = 0
    for _world in range(worlds):
        log = world(rng)
        humans = Counter(code for code, class_ in log.scans if class_ == "human")
        found = attribute(log.deliveries).orders
        counts = [Count(found[code], humans[code]) for code in PLACEMENTS]
        true = [rate * CARRIED for rate in RATES]
        for code, rate in zip(PLACEMENTS, true, strict=True):
            low, high = wilson(counts[code])
            rates += low <= rate <= high
        for code in PLACEMENTS[1:]:
            low, high = difference(counts[code], counts[code - 1])
            gaps += low <= true[code] - true[code - 1] <= high
    return rates / (worlds * len(PLACEMENTS)), gaps / (worlds * (len(PLACEMENTS) - 1))


def least(trials: int) -> float:
    """What 95 % may come to in so many trials, but for one run in two hundred."""
    return 0.95 - 2.6 * (0.05 * 0.95 / trials) ** 0.5


def test_true_rates_and_differences_lie_in_their_intervals_95_times_in_a_hundred() -> None:
    rates, gaps = recovered(25)
    assert rates >= least(25 * 8)
    assert gaps >= least(25 * 7)


@pytest.mark.slow
def test_the_same_over_four_hundred_worlds() -> None:
    rates, gaps = recovered(400)
    assert rates >= least(400 * 8)
    assert gaps >= least(400 * 7)


def test_totals_reconcile_to_the_order_and_the_cent() -> None:
    rng = np.random.default_rng(21)
    log = world(rng)
    found = attribute(log.deliveries)
    rows = {(row.source, row.external_id): row for row in log.deliveries}.values()
    assert sum(found.orders.values()) == sum(not row.reverses for row in rows)
    assert sum(found.value.values()) == sum(row.value_minor or 0 for row in rows)
    assert found.orders[None] == log.lost > 0


def test_neither_order_nor_repetition_of_deliveries_changes_the_ledger() -> None:
    rng = np.random.default_rng(22)
    deliveries = world(rng).deliveries
    again = [*deliveries[::-1], *deliveries]
    assert attribute(again) == attribute(deliveries)


def test_calls_to_a_shared_number_are_shared_without_loss_and_go_mostly_where_they_came_from() -> (
    None
):
    rng = np.random.default_rng(23)
    taps, calls, true = [], [], Counter[int]()
    for visitor, at in enumerate(np.sort(rng.integers(0, 7 * 86_400_000, 3_000)).tolist()):
        code = int(rng.choice(PLACEMENTS, p=np.array(RATES) / sum(RATES)))
        taps.append(Tap(at, code, visitor))
        if rng.random() < 0.5:
            delay = int(rng.integers(2_000, 100_000))
            calls.append(Conversion("line", str(visitor), "call", "3635", at + delay))
            true[code] += 1
    look = Lookup(
        RING.open,
        lambda _id: None,
        taps=lambda _number, since, until: [tap for tap in taps if since <= tap.at <= until],
    )
    found: Counter[int] = Counter()
    for call in calls:
        assert match(call, look).strength == "probabilistic"
        for code, share in split(call, look):
            found[code] += share
    assert sum(found.values()) == len(calls) * 1_000_000
    moved = sum(abs(found[code] / 1e6 - true[code]) for code in PLACEMENTS) / 2
    assert moved / len(calls) < 0.1
