"""The compact table answers as a plain dictionary of the catalog would."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model import Brand, Plan
from app.redirect.table import Table
from app.signing import Ring, encode, with_check
from app.store.base import Entry
from tests.redirect.conftest import Stand, a_plan

RING = Ring("levain", ["secret"])


class Fake:
    """The part of a catalog that the table reads."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = entries

    def revision(self) -> int:
        return 7

    def brands(self) -> list[Brand]:
        return [a_plan().brand]

    def plans(self, brand: str) -> list[Plan]:
        return [a_plan()]

    def entries(self) -> Iterator[Entry]:
        return iter(self._entries)


def entry(id: int, number: int = 0, **changes: object) -> Entry:
    made = Entry(
        id, "levain", "spring", "poster-dijon", "shop", "qr", RING.token(id),
        with_check(encode(number, 5)), "", 0, False,
    )  # fmt: skip
    return made._replace(**changes)  # type: ignore[arg-type]


def table(entries: list[Entry]) -> Table:
    return Table(Fake(entries), {"levain": RING})  # type: ignore[arg-type]


@given(st.sets(st.integers(0, (1 << 40) - 1), max_size=50), st.integers(-1, 1 << 41))
def test_every_code_is_found_and_nothing_else(ids: set[int], other: int) -> None:
    made = table([entry(id, number) for number, id in enumerate(sorted(ids))])
    assert len(made) == len(ids)
    for number, id in enumerate(sorted(ids)):
        spot = made.find(id)
        assert spot is not None
        assert (spot.id, spot.token) == (id, RING.token(id))
        assert with_check(spot.reference) == with_check(encode(number, 5))
    assert (made.find(other) is not None) == (other in ids)


@pytest.mark.parametrize("id", [0, 1, 0xFFFFFF, 1 << 24, 0xFF << 32, (1 << 40) - 1])
def test_the_edges_of_the_first_index(id: int) -> None:
    made = table([entry(id)])
    assert made.find(id) is not None
    assert made.find(id ^ 1) is None


def test_what_a_spot_knows(stand: Stand) -> None:
    made = Table(stand.catalog, stand.rings)
    code = stand.codes["later/qr-shop"]
    spot = made.find(code.id)
    assert spot is not None
    assert (spot.token, with_check(spot.reference)) == (code.token, code.reference)
    assert (spot.placement, spot.medium, spot.origin) == ("later", "flyer-a5", "Lyon")
    assert spot.tests_until == date(2027, 4, 20)
    assert spot.route.key == "shop"
    assert spot.plan.placements == ()
    assert not spot.personal


def test_an_alias_belongs_to_its_brand(stand: Stand) -> None:
    made = Table(stand.catalog, stand.rings)
    spot = made.by_alias("levain", "dijon")
    assert spot is not None
    assert spot.id == stand.codes["poster-dijon/qr-shop"].id
    assert made.by_alias("other", "dijon") is None
    assert made.aliases("levain") == ["dijon"]


def test_entries_in_another_order_are_refused() -> None:
    with pytest.raises(ValueError, match="sorted"):
        table([entry(2), entry(1)])


def test_a_code_of_a_lost_route_is_left_out_and_hurts_no_other() -> None:
    made = table([entry(1, route="lost"), entry(2)])
    assert made.find(1) is None
    assert made.find(2) is not None
