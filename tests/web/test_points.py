"""The form of a contact point: ticks, lists a line each, and where one is after saving."""

import re

from app import sheet
from app.campaign import columns
from app.web.console import deeds, filled
from tests.web.conftest import House

ENGLISH = {"Accept-Language": "en"}
POINTS = "/console/maison-levain/c/printemps/points"
OURS = {"Origin": "http://localhost"}


def token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_flags_are_ticks_and_an_empty_tick_is_said_only_where_it_differs() -> None:
    fields = filled.form("email", {"address": "a@b.example"})
    assert (fields["plus"], fields["consent"]) == ("true", "false")
    assert filled.read("email", fields) == {"address": "a@b.example"}
    sent = filled.sent("email", {"address": "a@b.example", "consent": "true"})
    assert filled.read("email", sent) == {"address": "a@b.example", "plus": False, "consent": True}


def test_lists_are_read_one_item_a_line_and_shown_so() -> None:
    stored = {"points": ["web", "phone"]}
    fields = filled.form("chooser", stored)
    assert fields["points"] == "web\nphone"
    assert filled.read("chooser", fields) == stored
    assert filled.read("chooser", {"points": " web \r\n\r\nphone"}) == stored
    assert filled.read("chooser", {"points": '["web", "phone"]'}) == stored


def test_saving_a_contact_point_stays_with_it_and_says_so(house: House) -> None:
    editor = house.browser("editor")
    page = editor.get(f"{POINTS}/web", headers=ENGLISH).text
    assert 'type="checkbox" name="consent"' in page
    sent = {"form_token": token(page), "url": "https://levain.example/autumn", "consent": "true"}
    done = editor.post(f"{POINTS}/web", data=sent, headers={**OURS, **ENGLISH})
    assert done.status_code == 303
    assert done.location.endswith(f"{POINTS}/web?saved=1")
    assert "Saved." in editor.get(done.location, headers=ENGLISH).text
    (plan,) = house.catalog.plans("maison-levain")
    assert plan.contact_points["web"].options["consent"] is True


def test_the_bare_address_of_a_brand_leads_to_its_overview(house: House) -> None:
    viewer = house.browser("viewer")
    found = viewer.get("/console/maison-levain", follow_redirects=True)
    assert found.status_code == 200
    assert found.request.path == "/console/maison-levain/overview"


def test_the_log_names_roles_and_scopes_in_words() -> None:
    assert deeds.subject("invite", "a@b.example editor") == "a@b.example (editor)"
    assert deeds.subject("role", "a@b.example -") == "a@b.example"
    assert deeds.subject("api-key", "till conversions report") == (
        "till (send conversions, read reports)"
    )
    assert deeds.subject("webhook", "anything at all") == "anything at all"


def test_the_placements_come_back_as_the_table_they_may_be_sent_in(house: House) -> None:
    page = house.browser("viewer").get("/console/maison-levain/c/printemps/placements.csv")
    assert page.status_code == 200
    table = sheet.read(page.data, "places.csv", synonyms=columns.SYNONYMS)
    assert list(columns.unknown(table)) == []
    assert [
        (row.cells["key"], row.cells["place"], row.cells["quantity"]) for row in table.lines
    ] == [
        ("dijon", "Dijon Ville", "4"),
        ("lyon", "Lyon Part-Dieu", "4"),
    ]


def test_a_route_is_begun_in_the_console(house: House) -> None:
    editor = house.browser("editor")
    page = editor.get("/console/maison-levain/routes", headers=ENGLISH).text
    sent = {"form_token": token(page), "key": "autumn", "to": "web"}
    where = "/console/maison-levain/c/printemps/routes"
    done = editor.post(where, data=sent, headers={**OURS, **ENGLISH})
    assert (done.status_code, done.location.endswith("/routes/autumn")) == (303, True)
    (plan,) = house.catalog.plans("maison-levain")
    assert [rule.to for rule in plan.routes["autumn"].rules] == ["web"]
    assert editor.post(where, data=sent, headers={**OURS, **ENGLISH}).status_code == 422
