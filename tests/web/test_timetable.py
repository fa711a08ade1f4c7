"""Opening hours as people read them."""

import pytest

from app import i18n
from app.hours import parse
from app.web.timetable import open_rows, timetable


@pytest.mark.parametrize(
    ("language", "text", "rows"),
    [
        (
            "en",
            "Mo-Fr 09:00-19:00; Sa 10:00-12:30",
            [
                ("Monday to Friday", "09:00 – 19:00"),
                ("Saturday", "10:00 – 12:30"),
                ("Sunday", "closed"),
            ],
        ),
        (
            "fr",
            "Mo-Fr 09:00-12:00,14:00-18:00",
            [
                ("Du lundi au vendredi", "09:00 – 12:00, 14:00 – 18:00"),
                ("Samedi et dimanche", "fermé"),
            ],
        ),
        ("fr", "24/7", [("Tous les jours", "jour et nuit")]),
        ("en", "Mo-Su 20:00-24:00", [("Every day", "20:00 – midnight")]),
    ],
)
def test_days_with_the_same_hours_share_a_line(
    language: str, text: str, rows: list[tuple[str, str]]
) -> None:
    with i18n.speaking(language):
        assert timetable(parse(text)) == rows


def test_closed_days_can_be_left_out() -> None:
    assert open_rows(parse("Sa 10:00-12:00")) == [("Saturday", "10:00 – 12:00")]
