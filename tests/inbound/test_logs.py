"""Call logs: each row accepted or refused with its reason, none lost, none counted twice."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.inbound import analytics, asterisk, calllog, imports, localtime, threecx
from app.inbound.calllog import Settings
from tests.inbound.kit import KEYS, NUMBER, TOKEN

PARIS = ZoneInfo("Europe/Paris")
ASTERISK = Settings(source="asterisk")
BASE = [
    "", "0698765432", "0123456789", "from-trunk", '"Anne ""A"" B" <0698765432>', "SIP/trunk-1",
    "SIP/200-2", "Queue", "sav,t,,,60", "2026-12-11 09:00:00", "2026-12-11 09:00:12",
    "2026-12-11 09:01:30", "90", "78", "ANSWERED", "DOCUMENTATION",
]  # fmt: skip
UNIQUE, USER, NEW = "1796976000.42", "réf. K7Q2M", ["", "1796976000.42", "7"]


def cdr(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def changed(**columns: str) -> list[str]:
    row = dict(zip(asterisk.BASE, BASE, strict=True)) | columns
    return list(row.values())


@pytest.mark.parametrize(
    "extra",
    [[], [UNIQUE], [USER], [UNIQUE, USER], NEW, [UNIQUE, *NEW], [USER, *NEW], [UNIQUE, USER, *NEW]],
    ids=lambda extra: f"{16 + len(extra)} columns",
)
def test_an_asterisk_row_of_16_to_21_columns_is_one_call(extra: list[str]) -> None:
    rows, problems = asterisk.read(cdr([*BASE, *extra]), "Master.csv", KEYS, ASTERISK)
    assert problems == []
    call, qualified = (row.conversion for row in rows)
    assert (call.kind, qualified.kind) == ("call", "qualified_call")
    assert call.ref == NUMBER or call.ref == "K7Q2M" or USER in extra
    assert call.value_minor == 78, "talk, not ringing"
    assert call.at == int(datetime(2026, 12, 11, 8, tzinfo=UTC).timestamp() * 1000)
    assert call.subject
    assert "698765432" not in str(rows)


@pytest.mark.parametrize("count", [15, 22])
def test_another_number_of_columns_is_refused_with_its_line(count: int) -> None:
    short = ([*BASE, *NEW, "", "", ""])[:count]
    rows, problems = asterisk.read(cdr(BASE, short, BASE), "Master.csv", KEYS, ASTERISK)
    assert [problem.where for problem in problems] == ["Master.csv:2"]
    assert len(rows) == 2, "the same call twice is one call"


def test_the_operator_says_what_the_seventeenth_column_is() -> None:
    names = asterisk.columns([*BASE, UNIQUE], replace(ASTERISK, uniqueid=False))
    assert names[16] == "userfield"
    names = asterisk.columns([*BASE, "x"], replace(ASTERISK, userfield=False))
    assert names[16] == "uniqueid"


def test_legs_of_one_call_count_once_as_the_leg_that_answered() -> None:
    rang = [*changed(disposition="NO ANSWER", answer="", billsec="0"), UNIQUE]
    rows, _problems = asterisk.read(cdr(rang, [*BASE, UNIQUE], rang), "M", KEYS, ASTERISK)
    assert [row.conversion.kind for row in rows] == ["call", "qualified_call"]


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"disposition": "NO ANSWER", "answer": "", "billsec": "0"}, "missed_call"),
        ({"disposition": "BUSY", "answer": "", "billsec": "0"}, "missed_call"),
        ({"disposition": "CONGESTION", "answer": "", "billsec": "0"}, "missed_call"),
        ({"billsec": "20"}, "call"),
    ],
)
def test_unanswered_and_short_calls_are_kept_as_what_they_are(
    columns: dict[str, str], kind: str
) -> None:
    rows, problems = asterisk.read(cdr(changed(**columns)), "M", KEYS, ASTERISK)
    assert problems == []
    assert [row.conversion.kind for row in rows] == [kind]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"dst": "s"}, "no number"),
        ({"dst": "0 800 PAINS"}, "no number"),
        ({"start": "yesterday"}, "no time"),
        ({"billsec": "a minute"}, "no duration"),
        ({"disposition": "MAYBE"}, "no outcome"),
        ({"start": "2027-03-28 02:30:00"}, "does not exist"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused_with_its_reason(
    columns: dict[str, str], reason: str
) -> None:
    data = cdr(changed(**columns), [*changed(src="0611111111"), "1.1"])
    rows, problems = asterisk.read(data, "M", KEYS, ASTERISK)
    assert [problem.where for problem in problems] == ["M:1"]
    assert reason in problems[0].what
    assert len(rows) == 2, "the next row is read"


def test_only_the_contexts_of_incoming_calls_count_where_they_are_given() -> None:
    out = changed(dcontext="from-internal", src="101")
    settings = replace(ASTERISK, contexts=frozenset({"from-trunk"}))
    rows, problems = asterisk.read(cdr(BASE, out), "M", KEYS, settings)
    assert len(rows) == 2
    assert problems == []


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_comes_twice_is_settled_by_the_uniqueid(fold: int) -> None:
    born = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold)
    unique = f"{int(born.timestamp())}.7"
    row = [*changed(start="2026-10-25 02:30:00", answer="2026-10-25 02:30:05"), unique]
    rows, _problems = asterisk.read(cdr(row), "M", KEYS, ASTERISK)
    assert rows[0].conversion.at == int(born.timestamp() * 1000)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from([PARIS, ZoneInfo("America/Martinique"), UTC and ZoneInfo("UTC")]),
)
def test_a_local_time_that_exists_comes_back_from_utc(moment: datetime, zone: ZoneInfo) -> None:
    moment = moment.replace(microsecond=0)
    try:
        at = localtime.read(moment.isoformat(" "), zone)
    except ValueError:
        assert zone is PARIS, "only where clocks change"
        assert moment.month == 3
        assert moment.hour == 2
        return
    assert datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None) == moment


THREECX = Settings(
    source="3cx",
    order=(
        "historyid", "callid", "duration", "time-start", "time-answered", "time-end",
        "reason-terminated", "from-no", "to-no", "dial-no",
    ),
)  # fmt: skip


def test_a_3cx_log_is_read_by_the_order_that_the_operator_gives() -> None:
    answered = (
        "I1,C1,00:01:20,2026/12/11 09:00:00,2026/12/11 09:00:10,2026/12/11 09:01:30,"
        "TerminatedByDst,0698765432,Ext.200,0123456789"
    )
    gone = "I2,C2,00:00:08,2026/12/11 10:00:00,,2026/12/11 10:00:08,TerminatedBySrc,anonymous,,3639"
    rows, problems = threecx.read(f"{answered}\n{gone}\nI3,C3\n".encode(), "cdr", KEYS, THREECX)
    kinds = [row.conversion.kind for row in rows]
    assert kinds == ["call", "qualified_call", "abandoned_call"]
    assert rows[0].conversion.value_minor == 80
    assert rows[2].conversion.subject is None, "an anonymous caller is nobody"
    assert rows[2].conversion.ref == "3639"
    assert [problem.where for problem in problems] == ["cdr:3"]


def test_a_3cx_log_without_its_order_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Refused, match="time-start"):
        threecx.read(b"a,b\n", "cdr", KEYS, Settings())


def test_any_csv_is_read_by_a_column_map() -> None:
    toml = """
    zone = "Europe/Paris"
    form = "%d/%m/%Y %H:%M"
    [columns]
    id = "Appel n°"
    to = "Numéro appelé"
    from = "Appelant"
    started_at = "Début"
    talk_seconds = "Conversation"
    """
    data = (
        "Appel n°;Numéro appelé;Appelant;Début;Conversation\n"
        "1;01 23 45 67 89;06 98 76 54 32;11/12/2026 09:00;00:02:05\n"
        "2;01 23 45 67 89;;11/12/2026 09:10;0\n"
        "3;01 23 45 67 89;;demain;0\n"
    ).encode("cp1252")
    settings = imports.settings("calls", toml.encode())
    rows, problems = imports.IMPORTS["calls"](data, "appels.csv", KEYS, settings)
    assert [row.conversion.kind for row in rows] == ["call", "qualified_call", "missed_call"]
    assert rows[0].conversion.value_minor == 125
    assert [problem.where for problem in problems] == ["appels.csv:4"]


def test_every_fault_of_a_map_is_named_at_once() -> None:
    toml = b'zone = "Mars/Base"\ncolour = 1\norder = "x"\nuniqueid = "yes"'
    with pytest.raises(Refused) as refused:
        imports.settings("calls", toml)
    assert [problem.where for problem in refused.value.problems] == [
        "map.zone", "map.colour", "map.order", "map.uniqueid",
    ]  # fmt: skip
    with pytest.raises(Refused, match="TOML"):
        imports.settings("calls", b"= =")


def test_a_log_read_again_gives_the_same_rows() -> None:
    data = cdr([*BASE, UNIQUE], [*changed(dst="3639"), "1.2"], changed(dst="s"))
    assert asterisk.read(data, "M", KEYS, ASTERISK) == asterisk.read(data, "M", KEYS, ASTERISK)


@given(st.lists(st.lists(st.text(max_size=12), min_size=14, max_size=23), max_size=4))
def test_every_row_of_any_log_is_accepted_or_refused(rows: list[list[str]]) -> None:
    data = cdr(*rows)
    found, problems = asterisk.read(data, "M", KEYS, ASTERISK)
    assert len(found) + len(problems) <= 2 * len(rows) + data.count(b"\n")
    assert found or problems or not any(any(row) for row in rows)


def test_a_later_export_of_app_store_installs_adds_only_the_new_ones() -> None:
    data = f"Date;Campagne;Installations\n2026-12-11;{TOKEN};2\nhier;{TOKEN};1\n2026-12-11;;4\n"
    settings = imports.settings(
        "app-store",
        b'[columns]\ndate = "Date"\ncampaign = "Campagne"\ninstalls = "Installations"',
    )
    first, problems = analytics.read(data.encode(), "a.csv", KEYS, settings)
    more, _problems = analytics.read(data.replace(";2", ";3").encode(), "a.csv", KEYS, settings)
    assert [row.conversion.ref for row in first] == [TOKEN, TOKEN]
    assert more[:2] == first
    assert len(more) == 3
    assert [problem.where for problem in problems] == ["a.csv:3"]


def test_calllog_settings_default_to_paris() -> None:
    assert calllog.Settings().zone == PARIS
