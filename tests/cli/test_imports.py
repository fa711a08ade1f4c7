"""`import`: files of other systems come in whole, row by row, and twice is once."""

import json
from contextlib import closing

import pytest
from click.testing import CliRunner

from app import config, reports
from app.cli.imports import import_
from app.errors import Refused
from app.model import Action
from app.signing import Ring
from app.store import folder, history
from app.store.catalog import Catalog
from tests.samples import RING, codes, plan
from tests.store.shop import at, write

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
# The same two links, as each shortener writes them.
LINKS = {
    "dub.csv": """Short link,Destination URL,Clicks,Created at
https://go.levain.example/Baguette,https://levain.example/baguette,12,2024-05-02T10:00:00.000Z
https://go.levain.example/menu,https://levain.example/menu,3,2024-05-03T10:00:00.000Z
""",
    "shlink.csv": """createdAt,title,shortUrl,domain,shortCode,longUrl,tags,visits
2024-05-02T10:00:00+02:00,,https://go.levain.example/baguette,,baguette,https://levain.example/baguette,,12
2024-05-03T10:00:00+02:00,Menu,https://go.levain.example/menu,,menu,https://levain.example/menu,a|b,3
""",
    "yourls.json": json.dumps({
        "links": {
            "link_1": {"shorturl": "https://go.levain.example/baguette", "title": "B",
                       "url": "https://levain.example/baguette", "ip": "192.0.2.1",
                       "timestamp": "2024-05-02 10:00:00", "clicks": "12"},
            "link_2": {"shorturl": "https://go.levain.example/menu", "title": "Menu",
                       "url": "https://levain.example/menu", "ip": "192.0.2.1",
                       "timestamp": "2024-05-03 10:00:00", "clicks": "3"},
        },
        "stats": {"total_links": "2", "total_clicks": "15"},
        "statusCode": 200, "message": "success",
    }),
    "bitly.json": json.dumps({
        "links": [
            {"created_at": "2024-05-02T10:00:00+0000", "id": "bit.ly/BAGUETTE", "references": {},
             "link": "https://bit.ly/BAGUETTE", "custom_bitlinks": [], "tags": ["x"],
             "long_url": "https://levain.example/baguette", "title": "B"},
            {"created_at": "2024-05-03T10:00:00+0000", "id": "bit.ly/menu", "references": {},
             "link": "https://bit.ly/menu", "custom_bitlinks": [], "tags": [],
             "long_url": "https://levain.example/menu", "title": "Menu"},
        ],
        "pagination": {"next": "", "size": 50},
    }),
    "shlink.json": json.dumps({"shortUrls": {
        "data": [
            {"shortCode": "baguette", "shortUrl": "https://go.levain.example/baguette",
             "longUrl": "https://levain.example/baguette", "dateCreated": "2024-05-02T10:00:00Z",
             "visitsSummary": {"total": 12, "nonBots": 12, "bots": 0}, "tags": [],
             "meta": {"validSince": None}, "domain": None, "title": None},
            {"shortCode": "menu", "shortUrl": "https://go.levain.example/menu",
             "longUrl": "https://levain.example/menu", "dateCreated": "2024-05-03T10:00:00Z",
             "visitsSummary": {"total": 3, "nonBots": 3, "bots": 0}, "tags": [],
             "meta": {"validSince": None}, "domain": None, "title": "Menu"},
        ],
        "pagination": {"currentPage": 1, "pagesCount": 1},
    }}),
    "plain.csv": """alias;url
baguette;https://levain.example/baguette
menu;https://levain.example/menu
""",
}  # fmt: skip


@pytest.fixture
def shop(tmp_path):
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True)
    (data / "keys" / "maison-levain.keys").write_text("test-secret\n")
    small = plan(tmp_path)
    with closing(Catalog.create(data)) as catalog:
        catalog.save(small, codes(small))
    return data


def run(data, name, content, *options):
    path = data.parent / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    settings = config.load({"RELAIS_DATA": str(data)})
    done = CliRunner().invoke(import_, [str(path), *options], obj=settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        return done.stdout, done.exception
    return done.stdout, None


def aliases(data, campaign="imported"):
    with closing(Catalog(data)) as catalog:
        found = catalog.plans("maison-levain")
        points = next(one for one in found if one.campaign.slug == campaign).contact_points
        return {
            code.spec.alias: points[code.spec.route].options["url"]
            for code in catalog.codes("maison-levain", campaign)
        }


@pytest.mark.parametrize("name", LINKS)
def test_links_of_every_shortener_become_codes_that_lead_where_they_led(shop, name):
    out, error = run(shop, name, LINKS[name], "--as", "codes")
    assert error is None
    assert out == "2 codes new, 0 changed, 0 as before\n"
    assert aliases(shop) == {
        "baguette": "https://levain.example/baguette",
        "menu": "https://levain.example/menu",
    }
    again, error = run(shop, name, LINKS[name], "--as", "codes")
    assert (again, error) == ("0 codes new, 0 changed, 2 as before\n", None)


def test_another_file_adds_to_the_links_and_takes_none_away(shop):
    run(shop, "plain.csv", LINKS["plain.csv"], "--as", "codes")
    run(shop, "more.csv", "alias,url\npain,https://levain.example/pain\n", "--as", "codes")
    assert set(aliases(shop)) == {"baguette", "menu", "pain"}
    run(shop, "edit.csv", "alias,url\npain,https://levain.example/other\n", "--as", "codes")
    assert aliases(shop)["pain"] == "https://levain.example/other"
    assert aliases(shop)["menu"] == "https://levain.example/menu"


def test_links_that_cannot_be_addresses_here_are_named_and_the_others_adopted(shop):
    text = """alias,url
ok-1,https://levain.example/1
dijon,https://levain.example/2
api,https://levain.example/3
under_score,https://levain.example/4
a-very-long-back-half,https://levain.example/5
plain,http://levain.example/6
OK-1,https://levain.example/7
,https://levain.example/8
"""
    out, error = run(shop, "links.csv", text, "--as", "codes")
    assert out.startswith("1 codes new")
    assert isinstance(error, Refused)
    assert [problem.where for problem in error.problems] == [
        "links.csv:9",
        *(f"links.csv:{line}" for line in (3, 4, 5, 6, 7, 8)),
    ]
    assert "another campaign" in str(error)
    assert "without https" in str(error)


def test_a_map_names_columns_that_are_not_known_and_the_campaign(shop):
    (shop.parent / "map.toml").write_text(
        'source = "klik"\n[columns]\nalias = "Kürzel"\nurl = "Ziel"\n', encoding="utf-8"
    )
    text = "Kürzel;Ziel\npain;https://levain.example/pain\n"
    options = ("--as", "codes", "--map", str(shop.parent / "map.toml"))
    assert run(shop, "klik.csv", text, *options)[1] is None
    assert aliases(shop, "klik") == {"pain": "https://levain.example/pain"}
    _out, error = run(shop, "klik.csv", text, "--as", "codes")
    assert "alias" in str(error)


CLICKS = f"""click_time,shorturl,referrer,user_agent,ip_address,country_code
2027-03-10 09:00:00,baguette,direct,{json.dumps(IPHONE)[1:-1].replace(",", "")},192.0.2.1,FR
2027-03-10 09:05:00,baguette,direct,Googlebot/2.1,192.0.2.2,US
2027-03-11 09:00:00,menu,direct,,192.0.2.3,
2027-03-11 09:00:00,unknown,direct,,192.0.2.3,
not a time,menu,direct,,192.0.2.3,
"""


def scans(data):
    with history.read(data) as reader:
        sql = "SELECT at, class, platform, country, rule, placement FROM scan ORDER BY at"
        return [tuple(row) for row in reader.scans(history.Select(sql, []), 0, 1 << 60)]


def test_clicks_become_scans_once_however_often_and_in_however_many_files_they_come(shop):
    run(shop, "plain.csv", LINKS["plain.csv"], "--as", "codes")
    out, error = run(shop, "clicks.csv", CLICKS, "--as", "clicks")
    assert out == "3 clicks new, 0 known\n"
    assert [problem.where for problem in error.problems] == ["clicks.csv:6", "clicks.csv:5"]
    found = scans(shop)
    assert found[0] == (at("2027-03-10 08:00"), 0, 0, "FR", "import", "baguette")
    assert [row[1] for row in found] == [0, 3, 0]  # human, bot, human
    out, _error = run(shop, "clicks.csv", CLICKS, "--as", "clicks")
    assert out == "0 clicks new, 3 known\n"
    more = CLICKS.replace("not a time", "2027-03-11 10:00:00")
    out, _error = run(shop, "clicks.csv", more, "--as", "clicks")
    assert out == "1 clicks new, 3 known\n"
    assert len(scans(shop)) == 4


def test_a_crash_between_the_journal_and_the_note_doubles_nothing(shop):
    run(shop, "plain.csv", LINKS["plain.csv"], "--as", "codes")
    run(shop, "clicks.csv", CLICKS, "--as", "clicks")
    with closing(Catalog(shop)) as catalog, catalog.db.conn:
        catalog.db.execute("DELETE FROM taken_over")
    out, _error = run(shop, "clicks.csv", CLICKS, "--as", "clicks")
    assert out == "3 clicks new, 0 known\n"  # as far as the note knew
    assert len(scans(shop)) == 3


def test_totals_of_days_count_as_that_many_scans_of_that_day(shop):
    run(shop, "plain.csv", LINKS["plain.csv"], "--as", "codes")
    text = "alias,date,clicks\nmenu,2027-03-10,40\nmenu,2027-03-11,2\nmenu,2027-03-12,0\n"
    run(shop, "days.csv", text, "--as", "clicks")
    query = reports.parse("maison-levain", {"by": "day", "campaign": "imported"})
    found = reports.run(query, config.load({"RELAIS_DATA": str(shop)}))
    assert {row["day"]: (row["scans"], row["visitors"]) for row in found.rows} == {
        "2027-03-10": (40, 1),
        "2027-03-11": (2, 1),
    }


def test_a_call_log_is_matched_to_taps_that_are_still_in_a_journal(shop, tmp_path):
    made = codes(plan(tmp_path))
    when = at("2026-11-20 09:59")
    write(shop, actions=[Action(when, "maison-levain", made[2].id, 7, "call", "phone")])
    log = (
        "id,to,from,started_at,talk_seconds\n"
        "c1,0800123456,0612345678,2026-11-20T11:00:30+01:00,75\n"
        "c2,0800123456,0612345678,2026-11-20T15:00:00+01:00,10\n"
        "c3,bad,0612345678,2026-11-20T15:00:00+01:00,10\n"
    )
    out, error = run(shop, "calls.csv", log, "--as", "calls")
    assert out == "3 new (2 attributed), 0 known, 0 in conflict\n"
    assert [problem.where for problem in error.problems] == ["calls.csv:4"]
    with closing(Catalog(shop)) as catalog:
        rows = catalog.db.execute(
            "SELECT kind, evidence, code, subject FROM conversion ORDER BY at, kind"
        ).fetchall()
    assert [row[:3] for row in rows] == [
        ("call", "tap", made[2].id),
        ("qualified_call", "tap", made[2].id),
        ("call", "", None),
    ]
    assert len({row[3] for row in rows}) == 1
    assert "0612345678" not in rows[0][3]


def test_conversions_are_what_a_file_holds_unless_said_otherwise(shop, tmp_path):
    made = codes(plan(tmp_path))
    text = f"source,external_id,kind,ref,at\napp,1,install,{made[0].token},2026-11-20T10:00:00Z\n"
    out, error = run(shop, "rows.csv", text)
    assert (out, error) == ("1 new (1 attributed), 0 known, 0 in conflict\n", None)


def test_adopted_codes_are_signed_as_any_other(shop):
    run(shop, "plain.csv", LINKS["plain.csv"], "--as", "codes")
    folder.fold(shop)
    with closing(Catalog(shop)) as catalog:
        for code in catalog.codes("maison-levain", "imported"):
            assert Ring("maison-levain", ["test-secret"]).open(code.token).id == code.id
            assert RING.open(code.token).id == code.id
