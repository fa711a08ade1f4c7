"""The compact table answers as a plain dictionary of the catalog would."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.issue import issue
from app.model import Brand, Code, Plan
from app.redirect.table import Table
from app.signing import Ring, encode, with_check
from app.store.base import APART, Page
from tests.redirect.conftest import Stand, a_plan

RING = Ring("levain", ["secret"])
NOTHING = Page([], "", "", [], [], [], [])
OWNER = APART.join(("levain", "spring", "poster-dijon", "shop"))


def page(codes: dict[int, int], owner: str = OWNER) -> Page:
    """Codes by id, each with the number that its reference stands for."""
    return NOTHING._replace(
        ids=[*codes],
        macs="".join(RING.token(id)[8:] for id in codes),
        references="".join(encode(number, 5) for number in codes.values()),
        owners=[owner] * len(codes),
    )


class Fake:
    """The part of a catalog that the table reads."""

    def __init__(self, *pages: Page) -> None:
        self._pages = pages

    def revision(self) -> int:
        return 7

    def last_change(self) -> int:
        return 7

    def snapshot(self) -> nullcontext[None]:
        return nullcontext()

    def brands(self) -> list[Brand]:
        return [a_plan().brand]

    def plans(self, brand: str) -> list[Plan]:
        return [a_plan()]

    def pages(self) -> Iterator[Page]:
        return iter(self._pages)


def table(*pages: Page) -> Table:
    return Table(Fake(*pages), {"levain": RING})  # type: ignore[arg-type]


def of(ids: set[int]) -> dict[int, int]:
    """The codes of these ids, numbered."""
    return {id: number for number, id in enumerate(sorted(ids))}


@given(
    st.sets(st.integers(0, (1 << 40) - 1), max_size=50),
    st.integers(-1, 1 << 41),
    st.integers(1, 60),
)
def test_every_code_is_found_and_nothing_else(ids: set[int], other: int, rows: int) -> None:
    codes = [*of(ids).items()]
    made = table(*(page(dict(codes[at : at + rows])) for at in range(0, len(codes), rows)))
    assert len(made) == len(ids)
    for id, number in codes:
        spot = made.find(id)
        assert spot is not None
        assert (spot.id, spot.token) == (id, RING.token(id))
        assert with_check(spot.reference) == with_check(encode(number, 5))
    assert (made.find(other) is not None) == (other in ids)


@pytest.mark.parametrize("id", [0, 1, 0xFFFFFF, 1 << 24, 0xFF << 32, (1 << 40) - 1])
def test_the_edges_of_the_first_index(id: int) -> None:
    made = table(page({id: 1}))
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


@pytest.mark.parametrize("pages", [
    [page({2: 1, 1: 2})],
    [page({2: 1}), page({1: 2})],
    [page({2: 1}), page({2: 1})],
])  # fmt: skip
def test_codes_in_another_order_are_refused(pages: list[Page]) -> None:
    with pytest.raises(ValueError, match="sorted"):
        table(*pages)


def test_a_token_of_another_length_is_refused_before_it_shifts_all_others() -> None:
    with pytest.raises(ValueError, match="length"):
        table(page({1: 1})._replace(macs="SHORT"))


def test_a_code_of_a_lost_route_is_left_out_and_hurts_no_other() -> None:
    lost = APART.join(("levain", "spring", "poster-dijon", "lost"))
    made = table(page({1: 1}, lost), page({2: 2}))
    assert made.find(1) is None
    assert made.find(2) is not None


def seen(made: Table, codes: Iterable[Code]) -> object:
    """Everything that a table answers about these codes, and of its brands."""
    return (
        len(made),
        [made.find(code.id) for code in codes],
        [made.by_reference(code.brand, code.reference) for code in codes],
        {slug: sorted(made.aliases(slug)) for slug in made.brands},
        {slug: made.near(slug, "dijom") for slug in made.brands},
        {slug: made.by_gtin(slug, "03760123456784") for slug in made.brands},
        {slug: sorted(plans, key=lambda plan: plan.campaign.slug)
         for slug, plans in made.plans.items()},
        made.hosts,
        made.revision,
    )  # fmt: skip


def edits() -> Iterator[tuple[str, Callable[[Stand], None]]]:
    """What may be changed in a catalog, by name."""
    plan = a_plan()
    point = plan.contact_points["web"]
    elsewhere = {**plan.contact_points, "web": replace(point, options={"url": "https://x.example"})}
    routes = {**plan.routes, "shop": plan.routes["call"]}
    routes["shop"] = replace(routes["shop"], key="shop")
    first, later = plan.placements
    moved = (replace(first, city="Lyon", place="Part-Dieu", starts=date(2027, 4, 1)), later)
    yield "contact point", saving(replace(plan, contact_points=elsewhere))
    yield "route", saving(replace(plan, routes=routes))
    yield "placement", saving(replace(plan, placements=moved))
    yield "dates", saving(replace(plan, campaign=replace(plan.campaign, ends=date(2028, 1, 1))))
    yield "zone", saving(replace(plan, brand=replace(plan.brand, timezone="Asia/Tokyo")))
    yield "host", saving(replace(plan, brand=replace(plan.brand, host="q2.example.fr")))
    fewer = {key: route for key, route in plan.routes.items() if key != "night"}
    yield "lost route", saving(replace(plan, routes=fewer))
    yield "another campaign", saving(replace(plan, campaign=replace(plan.campaign, slug="autumn")))
    yield "another brand", saving(a_plan("autre", "q.autre.fr"))
    yield "withdrawn", lambda stand: write(stand, "UPDATE code SET withdrawn = 1 - withdrawn")
    yield "alias", lambda stand: write(stand, "UPDATE code SET alias = 'dijou' WHERE alias NOTNULL")
    yield "no alias", lambda stand: write(stand, "UPDATE code SET alias = NULL")
    ean = """UPDATE code SET style = '{"ean":"3760123456784"}' WHERE key = 'qr-shop'"""
    yield "bars", lambda stand: write(stand, ean)
    yield "other route", lambda stand: write(stand, "UPDATE code SET route = 'gone'")
    yield "nothing", lambda stand: None


def saving(plan: Plan) -> Callable[[Stand], None]:
    def save(stand: Stand) -> None:
        slug = plan.brand.slug
        ring = stand.rings.setdefault(slug, Ring(slug, [f"secret-{slug}"]))
        if slug != "levain" or plan.campaign.slug != "spring":  # one alias has one code
            placed = tuple(replace(one, codes=tuple(replace(code, alias=None)
                           for code in one.codes)) for one in plan.placements)  # fmt: skip
            codes = issue(replace(plan, placements=placed), stand.catalog, ring)
        else:
            codes = issue(plan, stand.catalog, ring)
        stand.catalog.save(plan, codes)
        stand.codes |= {code.token: code for code in codes}

    return save


def write(stand: Stand, sql: str) -> None:
    with stand.catalog.db.conn:
        stand.catalog.db.execute(sql)
        stand.catalog.db.execute("UPDATE revision SET number = number + 1")


EDITS = dict(edits())


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_a_renewed_table_is_as_one_built_anew(stand: Stand, name: str) -> None:
    before = stand.a_table()
    was = seen(before, stand.codes.values())
    codes = [*stand.codes.values()]
    EDITS[name](stand)
    after = before.renewed(stand.catalog, stand.rings)
    assert after._columns is before._columns
    assert seen(after, stand.codes.values()) == seen(stand.a_table(), stand.codes.values())
    assert seen(before, codes) == was
    assert (seen(after, codes) == was) == (name == "nothing")
    assert (after.by_gtin("levain", "03760123456784") is not None) == (name == "bars")


@given(st.lists(st.sampled_from([*EDITS]), max_size=8))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_edits_one_after_another_are_seen(two_brands: Stand, names: list[str]) -> None:
    stand = two_brands
    made = stand.a_table()
    for name in names:
        EDITS[name](stand)
        made = made.renewed(stand.catalog, stand.rings)
        assert seen(made, stand.codes.values()) == seen(stand.a_table(), stand.codes.values())


def test_too_many_edits_are_read_as_all_codes_are(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.redirect.table.MOST_LATER", 5)
    before = stand.a_table()
    write(stand, "UPDATE code SET withdrawn = 1")
    after = before.renewed(stand.catalog, stand.rings)
    assert after._columns is not before._columns
    assert seen(after, stand.codes.values()) == seen(stand.a_table(), stand.codes.values())


def test_a_log_that_no_longer_reaches_back_is_not_believed(stand: Stand) -> None:
    before = stand.a_table()
    for alias in ("a-la-gare", "a-la-poste"):
        write(stand, f"UPDATE code SET alias = '{alias}' WHERE alias NOTNULL")  # noqa: S608
    write(stand, "DELETE FROM change WHERE seq < (SELECT max(seq) FROM change)")
    after = before.renewed(stand.catalog, stand.rings)
    assert after._columns is not before._columns
    assert after.aliases("levain") == ["a-la-poste"]
