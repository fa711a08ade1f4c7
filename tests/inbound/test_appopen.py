"""Installs and opens told by the app."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest

from app.inbound import appopen
from app.inbound.door import Garbled
from tests.inbound.kit import NOW, TOKEN, receive

SECONDS = NOW // 1000


@pytest.mark.parametrize(
    ("referrer", "token"),
    [
        (f"src={TOKEN}&utm_source=poster", TOKEN),
        (quote(f"src={TOKEN}&utm_source=poster"), TOKEN),
        (quote(quote(f"src={TOKEN}")), TOKEN),
        (f"utm_source=poster&utm_content={TOKEN}-b", f"{TOKEN}-b"),
        (f"deepLink={quote(f'https://open.levain.example/?src={TOKEN}', safe='')}", TOKEN),
        ("utm_source=google-play&utm_medium=organic", ""),
        ("", ""),
        ("%%%", ""),
        ("deepLink=deepLink%3D", ""),
    ],
)
def test_a_play_referrer_is_read_however_often_it_was_encoded(referrer: str, token: str) -> None:
    assert appopen.source(referrer) == token


def install(**changes: Any) -> Any:
    event = {
        "event": "install",
        "install_id": "i-1",
        "install_referrer": f"src={TOKEN}",
        "referrer_click_timestamp_seconds": SECONDS - 60,
        "install_begin_timestamp_seconds": SECONDS,
        "at": SECONDS,
    }
    (row,) = receive("app", event | changes).rows
    return row.conversion


@pytest.mark.parametrize(
    ("click", "ref"),
    [
        (SECONDS, TOKEN),
        (SECONDS - 7 * 86_400, TOKEN),
        (SECONDS - 7 * 86_400 - 1, f"late:{TOKEN}"),
        (SECONDS + 1, f"late:{TOKEN}"),
        (0, TOKEN),
    ],
)
def test_an_install_counts_for_a_click_within_seven_days_before_it(click: int, ref: str) -> None:
    assert install(referrer_click_timestamp_seconds=click).ref == ref


def test_an_installation_is_counted_once_and_its_opens_each() -> None:
    assert install().external_id == install(at=SECONDS + 5).external_id
    first, second = (install(event="open", at=at) for at in (SECONDS, SECONDS + 5))
    assert first.external_id != second.external_id
    assert first.subject == second.subject == install().subject
    assert "i-1" not in str(first)


@pytest.mark.parametrize(
    "url",
    [
        f"https://open.levain.example/x?{urlencode({'utm_content': TOKEN})}",
        f"https://q.levain.example/{TOKEN}",
        f"https://open.levain.example/?src={TOKEN}#top",
    ],
)
def test_the_link_that_opened_the_app_names_the_source(url: str) -> None:
    assert install(event="open", url=url, install_referrer="").ref == TOKEN


@pytest.mark.parametrize("event", [{"event": "crash"}, {"event": "open"}, {"install_id": "x"}])
def test_an_event_without_its_kind_or_installation_is_refused(event: dict[str, str]) -> None:
    with pytest.raises(Garbled):
        receive("app", event)
