"""Codes come packed and whole, and what changed is known by number for as long as the log goes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.model import Code
from app.store import pointers
from app.store.base import APART
from app.store.catalog import Catalog
from tests.samples import codes, plan


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path / "data")
    small = plan(tmp_path)
    made.save(small, codes(small))
    yield made
    made.close()


def edit(catalog: Catalog, sql: str) -> None:
    with catalog.db.conn:
        catalog.db.execute(sql)


def test_pages_hold_every_code_once_by_id(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = sorted(catalog.codes("maison-levain"), key=lambda code: code.id)
    monkeypatch.setattr(pointers, "_NEXT", pointers._NEXT.replace(str(pointers._PAGE_ROWS), "2", 1))
    pages = list(catalog.pages())
    assert len(pages) == (len(stored) + 1) // 2
    assert [id for page in pages for id in page.ids] == [code.id for code in stored]
    assert "".join(page.macs for page in pages) == "".join(code.token[8:] for code in stored)
    assert "".join(page.references for page in pages) == "".join(
        code.reference[:5] for code in stored
    )
    owners = [owner.split(APART) for page in pages for owner in page.owners]
    assert owners == [_owner(code) for code in stored]
    named = [pair for page in pages for pair in page.aliases]
    assert named == [(code.id, code.spec.alias) for code in stored if code.spec.alias]


def _owner(code: Code) -> list[str]:
    return [code.brand, code.campaign, code.placement, code.spec.route]


def test_a_catalog_without_codes_has_no_page(tmp_path: Path) -> None:
    empty = Catalog.create(tmp_path)
    assert list(empty.pages()) == []
    assert empty.news(empty.last_change()) is not None
    empty.close()


@pytest.mark.parametrize(
    ("sql", "brands", "campaigns", "count"),
    [
        ("UPDATE brand SET colour = '#000000'", 1, 0, 0),
        ("UPDATE campaign SET name = 'Other'", 0, 1, 0),
        ("UPDATE contact_point SET options = '{}'", 0, 1, 0),
        ("DELETE FROM contact_point", 0, 1, 0),
        ("UPDATE route SET rules = '[]'", 0, 1, 0),
        ("DELETE FROM route", 0, 1, 0),
        ("UPDATE placement SET city = 'Dole'", 0, 1, 0),
        ("DELETE FROM placement", 0, 1, 0),
        ("UPDATE code SET withdrawn = 1 WHERE id = (SELECT min(id) FROM code)", 0, 0, 1),
    ],
)
def test_whatever_changes_a_row_is_logged(
    catalog: Catalog, sql: str, brands: int, campaigns: int, count: int
) -> None:
    before = catalog.last_change()
    edit(catalog, sql)
    news = catalog.news(before)
    assert news is not None
    assert (len(news.brands), len(news.campaigns), len(news.codes.ids)) == (
        brands,
        campaigns,
        count,
    )
    assert news.seq == catalog.last_change() > before
    nothing = catalog.news(news.seq)
    assert nothing is not None
    assert (nothing.brands, nothing.campaigns, nothing.codes.ids) == (frozenset(), frozenset(), [])


def test_the_same_change_again_is_news_again(catalog: Catalog) -> None:
    for city in ("Dole", "Gray"):
        before = catalog.last_change()
        edit(catalog, f"UPDATE placement SET city = '{city}'")  # noqa: S608
        news = catalog.news(before)
        assert news is not None
        assert len(news.campaigns) == 1


def test_a_save_logs_what_it_changed_and_no_more(catalog: Catalog, tmp_path: Path) -> None:
    small = plan(tmp_path)
    made = codes(small)
    before = catalog.last_change()
    catalog.save(small, made)
    assert catalog.last_change() == before
    edited = [replace(made[0], spec=replace(made[0].spec, route="call")), *made[1:]]
    catalog.save(small, edited)
    news = catalog.news(before)
    assert news is not None
    assert (news.codes.ids, news.brands, news.campaigns) == ([made[0].id], frozenset(), frozenset())


def test_the_log_stays_short_and_says_when_it_does_not_reach_back(catalog: Catalog) -> None:
    before = catalog.last_change()
    edit(
        catalog,
        f"""WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many
        WHERE n <= {pointers.KEPT}) INSERT INTO change (brand, campaign, code)
        SELECT 'maison-levain', 'none', n FROM many""",  # noqa: S608
    )
    assert catalog.db.table("change").count == pointers.KEPT
    assert catalog.news(before) is None
    assert catalog.news(before + 1) is not None
    assert catalog.news(catalog.last_change() + 1) is None  # of an older backup
