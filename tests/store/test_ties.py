"""An action belongs to the last scan of the same visitor and code of the half hour before."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.model import Action, Scan
from app.store import folder, history
from app.store.ties import LONGEST_MS
from tests.store.shop import at, open_shop, plan, scan, write

NOON = at("2027-03-10 12:00")
MINUTE = 60_000


def waits(data: Path) -> list[int | None]:
    with closing(history.connect(data)) as store:
        return [row[0] for row in store.execute("SELECT wait FROM action ORDER BY at, visitor")]


def call(code: int, when: int, visitor: int = 1) -> Action:
    return Action(when, "levain", code, visitor, "call", "phone")


def test_an_action_is_tied_to_the_last_scan_before_it(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, plan())
    scans = [scan(shop["bag"], NOON + minutes * MINUTE) for minutes in (0, 5, 9)]
    write(tmp_path, scans, [call(shop["bag"].id, NOON + 7 * MINUTE)])
    folder.fold(tmp_path)
    assert waits(tmp_path) == [2 * MINUTE]


def test_an_action_of_another_visitor_or_code_or_too_late_is_tied_to_nothing(
    tmp_path: Path,
) -> None:
    shop = open_shop(tmp_path, plan())
    write(
        tmp_path,
        [scan(shop["bag"], NOON)],
        [
            call(shop["bag"].id, NOON + 1, visitor=2),
            call(shop["dijon"].id, NOON + 2),
            call(shop["bag"].id, NOON + LONGEST_MS),
            call(shop["bag"].id, NOON + LONGEST_MS + 1),
        ],
    )
    folder.fold(tmp_path)
    assert waits(tmp_path) == [None, None, LONGEST_MS, None]


minutes = st.integers(0, 90)
events = st.lists(st.tuples(minutes, st.integers(1, 2), st.sampled_from(["bag", "dijon"])))


@settings(max_examples=15, deadline=None)
@given(scans=events, actions=events, cut=st.integers(0, 20), reverse=st.booleans())
def test_the_order_in_which_journals_are_folded_changes_no_tie(
    scans: list[tuple[int, int, str]],
    actions: list[tuple[int, int, str]],
    cut: int,
    reverse: bool,
) -> None:
    with TemporaryDirectory() as folder_name:
        data = Path(folder_name)
        shop = open_shop(data, plan())
        made = [scan(shop[key], NOON + m * MINUTE, who) for m, who, key in scans]
        done = sorted(call(shop[key].id, NOON + m * MINUTE, who) for m, who, key in actions)
        batches: list[tuple[Sequence[Scan], Sequence[Action]]] = [
            (made[:cut], done[cut:]),
            (made[cut:], done[:cut]),
        ]
        for batch in reversed(batches) if reverse else batches:
            if any(batch):
                write(data, *batch)
            folder.fold(data)
        assert sorted(waits(data), key=str) == sorted(
            (_nearest(action, made) for action in done), key=str
        )


def _nearest(action: Action, scans: Sequence[Scan]) -> int | None:
    found = [
        action.at - item.visit.at
        for item in scans
        if (item.visit.visitor, item.visit.code) == (action.visitor, action.code)
        and 0 <= action.at - item.visit.at <= LONGEST_MS
    ]
    return min(found, default=None)
