"""The console: who may see what, forms that cannot be forged, campaigns from first form to file."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient

from app.printing import fonts
from app.web import create_app
from app.web.console import gate
from app.web.people import RIGHTS, may
from tests.web.conftest import NOW, PASSWORD, House

HERE = {"Origin": "http://localhost"}
SECRET_WORDS = ("Dijon Ville", "Lyon Part-Dieu", "0 800 123 456")


def token_of(client: FlaskClient, path: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def routes_of_a_brand(house: House) -> Iterator[tuple[str, str]]:
    """(method, URL in the rival's brand) of every route of the console that names a brand."""
    code = house.catalog.codes("rival")[0]
    values = {
        "campaign": "printemps",
        "key": "phone",
        "token": code.token,
        "format": "svg",
        "number": 1,
        "id": 1,
        "part": "picture",
    }
    adapter = house.app.url_map.bind("localhost")
    for rule in house.app.url_map.iter_rules():
        if "brand" not in rule.arguments or not rule.endpoint.startswith("console."):
            continue
        given = {name: values.get(name, 1) for name in rule.arguments - {"brand"}}
        url = adapter.build(rule.endpoint, {**given, "brand": "rival"})
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield method, url


def test_nobody_sees_a_page_of_a_brand_without_a_role_in_it(house: House) -> None:
    owner = house.browser("owner")
    form = token_of(owner, "/console/maison-levain/people")
    seen = list(routes_of_a_brand(house))
    assert len(seen) > 25
    for method, url in seen:
        answer = owner.open(url, method=method, data={"form_token": form}, headers=HERE)
        assert answer.status_code == 404, (method, url)
        assert not any(word in answer.text for word in SECRET_WORDS), url


def test_a_brand_that_is_not_there_answers_like_one_that_is_somebody_elses(house: House) -> None:
    owner = house.browser("owner")
    theirs, nobodys = (owner.get(f"/console/{slug}/report") for slug in ("rival", "nothing"))
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    plain = re.compile(r'nonce="[^"]*"|value="[^"]*"')
    assert plain.sub("", theirs.text) == plain.sub("", nobodys.text)


def test_without_a_session_every_page_of_a_brand_leads_to_the_sign_in(house: House) -> None:
    client = house.browser()
    for method, url in routes_of_a_brand(house):
        answer = client.open(url, method=method, headers=HERE)
        assert answer.status_code == 302, url
        assert answer.headers["Location"].startswith("/console/sign-in"), url


@pytest.mark.parametrize("role", list(RIGHTS))
def test_a_role_opens_exactly_the_pages_it_has_the_right_to(house: House, role: str) -> None:
    client = house.browser(role)
    wanted = {"overview": "see", "new_campaign": "edit", "people": "govern", "settings": "govern"}
    adapter = house.app.url_map.bind("localhost")
    for endpoint, right in wanted.items():
        url = adapter.build(f"console.{endpoint}", {"brand": "maison-levain"})
        expected = 200 if may(role, right) else 403
        assert client.get(url).status_code == expected, (role, endpoint)


def test_every_view_of_the_console_says_what_right_it_takes(house: House) -> None:
    rules = [rule for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/console/")]
    ours = {rule.endpoint for rule in rules if rule.endpoint != "static"}
    assert ours == set(gate._RIGHTS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://localhost.evil.example"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_right_token(
    house: House, headers: dict[str, str]
) -> None:
    owner = house.browser("owner")
    form = token_of(owner, "/console/maison-levain/people")
    data = {"form_token": form, "email": "mallory@evil.example", "role": "owner"}
    answer = owner.post("/console/maison-levain/people/invite", data=data, headers=headers)
    assert answer.status_code == 403


def test_a_form_without_the_sessions_token_is_refused(house: House) -> None:
    owner, other = house.browser("owner"), house.browser("owner", "rival")
    foreign = token_of(other, "/console/rival/people")
    data = {"form_token": foreign, "email": "mallory@evil.example", "role": "owner"}
    answer = owner.post("/console/maison-levain/people/invite", data=data, headers=HERE)
    assert answer.status_code == 403


def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites(house: House) -> None:
    client = house.browser("owner")
    client.delete_cookie("relais_session", path="/console")
    answer = client.post(
        "/console/sign-in",
        data={"email": "owner@maison-levain.example", "password": PASSWORD},
        headers=HERE,
        base_url="https://localhost",
    )
    # The origin is that of another scheme, but the same host and port: a TLS proxy looks like this.
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 303
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/console"))


def test_signing_in_never_keeps_a_session_that_was_there_before(house: House) -> None:
    client = house.browser("owner")
    before = client.get_cookie("relais_session", path="/console").value
    client.post(
        "/console/sign-in",
        data={
            "email": "owner@maison-levain.example",
            "password": PASSWORD,
            "form_token": token_of(client, "/console/sign-in"),
        },
        headers=HERE,
    )
    assert client.get_cookie("relais_session", path="/console").value != before


def test_signing_in_leads_on_only_within_the_console(house: House) -> None:
    house.browser("owner")
    for onward in ("https://evil.example/", "//evil.example", "/\\evil.example", "/c/x"):
        answer = house.browser().post(
            "/console/sign-in",
            data={
                "email": "owner@maison-levain.example",
                "password": PASSWORD,
                "next": onward,
            },
            headers=HERE,
        )
        assert answer.headers["Location"] == "/console/"


def test_pages_say_what_browsers_may_do_with_them(house: House) -> None:
    answer = house.browser("owner").get("/console/maison-levain/overview")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text


def test_pages_ask_for_nothing_from_anywhere_else(house: House) -> None:
    owner = house.browser("owner")
    for method, url in routes_of_a_brand(house):
        if method == "GET":
            text = owner.get(url.replace("/rival/", "/maison-levain/")).text
            loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', text)
            assert all(target.startswith(("/", "data:")) for target in loaded), url


def test_hostile_names_stay_text(house: House) -> None:
    evil = '"><script>alert(1)</script>'
    owner = house.browser("owner")
    page = owner.get("/console/maison-levain/codes", query_string={"q": evil}).text
    page += owner.get("/console/maison-levain/report", query_string={"medium": evil}).text
    page += owner.get(f"/console/{evil}/report").text
    assert "<script>alert" not in page


def test_the_language_asked_for_stays(house: House) -> None:
    client = house.browser()
    assert 'lang="fr"' in client.get("/console/sign-in", headers={"Accept-Language": "fr"}).text
    client.post("/console/language", data={"language": "en"}, headers=HERE)
    page = client.get("/console/sign-in", headers={"Accept-Language": "fr"}).text
    assert 'lang="en"' in page


def test_a_route_edited_in_the_console_is_what_the_redirect_reads_next(house: House) -> None:
    editor = house.browser("editor")
    page = "/console/maison-levain/c/printemps/routes/shop"
    before = house.catalog.revision()
    fields = {
        "form_token": token_of(editor, page),
        "rows": "2",
        "order-0": "1",
        "name-0": "phones",
        "to-0": "phone",
        "platform-0": "ios",
        "order-1": "2",
        "name-1": "others",
        "to-1": "web",
    }
    assert editor.post(page, data=fields, headers=HERE).status_code == 303
    (plan,) = house.catalog.plans("maison-levain")
    assert [(rule.to, rule.platform) for rule in plan.routes["shop"].rules] == [
        ("phone", frozenset({"ios"})),
        ("web", frozenset()),
    ]
    assert house.catalog.revision() > before


def test_a_wrong_route_is_refused_with_its_reason_and_nothing_changes(house: House) -> None:
    editor = house.browser("editor")
    page = "/console/maison-levain/c/printemps/routes/shop"
    fields = {"form_token": token_of(editor, page), "rows": "1", "to-0": "web", "percent-0": "50"}
    answer = editor.post(page, data=fields, headers=HERE)
    assert answer.status_code == 422
    (plan,) = house.catalog.plans("maison-levain")
    assert plan.routes["shop"].rules[0].percent is None


def test_with_two_people_a_printed_codes_target_changes_only_by_both(house: House) -> None:
    first, second = house.browser("editor"), house.browser("owner")
    page = "/console/maison-levain/c/printemps/routes/shop"
    fields = {"form_token": token_of(first, page), "rows": "1", "name-0": "all", "to-0": "phone"}
    first.post(page, data=fields, headers=HERE)

    def target() -> str:
        return house.catalog.plans("maison-levain")[0].routes["shop"].rules[0].to

    assert target() == "web"
    review = "/console/maison-levain/c/printemps/change"
    own = {"form_token": fields["form_token"], "approved": "1"}
    assert first.post(review, data=own, headers=HERE).status_code == 403
    assert target() == "web"
    other = {"form_token": token_of(second, review), "approved": "1"}
    assert second.post(review, data=other, headers=HERE).status_code == 303
    assert target() == "phone"
    log = second.get("/console/maison-levain/settings").text
    assert "shop" in log


def test_the_second_person_reads_in_words_what_a_change_does(house: House) -> None:
    first, second = house.browser("editor"), house.browser("owner")
    page = "/console/maison-levain/c/printemps/routes/shop"
    fields = {"form_token": token_of(first, page), "rows": "1", "name-0": "all", "to-0": "phone"}
    first.post(page, data={**fields, "platform-0": "ios"} | WEB_ELSE, headers=HERE)
    review = "/console/maison-levain/c/printemps/change"
    text = second.get(review, headers={"Accept-Language": "en"}).text
    assert "Route shop" in text
    assert "<li>Everybody → Mobile site (web)</li>" in text
    assert "On iPhone → Call (phone)" in text
    assert "Contact point" not in text.partition("<h2>")[2]


def test_a_code_is_withdrawn_and_put_back_and_both_stand_in_the_log(house: House) -> None:
    editor, code = house.browser("editor"), house.catalog.codes("maison-levain")[0]
    page = f"/console/maison-levain/codes/{code.token}"
    form, english = {"form_token": token_of(editor, page)}, {"Accept-Language": "en"}
    for wanted in (True, False):
        before = house.catalog.revision()
        data = {**form, "withdrawn": str(int(wanted))}
        assert editor.post(f"{page}/withdraw", data=data, headers=HERE).status_code == 303
        assert house.catalog.codes("maison-levain")[0].withdrawn is wanted
        assert house.catalog.revision() > before
        text = editor.get(page, headers=english).text
        assert ("This code is withdrawn." in text) is wanted
    log = house.browser("owner").get("/console/maison-levain/settings", headers=english).text
    assert "withdrew the code" in log
    assert "put back the code" in log


def test_going_back_to_an_older_version_undoes_a_change_and_keeps_every_token(
    house: House,
) -> None:
    editor = house.browser("editor")
    page, tokens = "/console/maison-levain/c/printemps/routes/shop", tokens_of(house)
    for target in ("web", "phone"):
        fields = {"form_token": token_of(editor, page), "rows": "1", "to-0": target}
        editor.post(page, data={**fields, "name-0": "all"}, headers=HERE)
    old = "/console/maison-levain/c/printemps/versions/1"
    form = {"form_token": token_of(editor, old)}
    assert editor.post(old, data=form, headers=HERE).status_code == 303
    (plan,) = house.catalog.plans("maison-levain")
    assert [rule.to for rule in plan.routes["shop"].rules] == ["web"]
    assert tokens_of(house) == tokens


def test_a_switch_planned_for_a_day_waits_for_that_day(house: House) -> None:
    app = create_app(house.config, lambda: NOW)
    editor = house.browser("editor")
    cookie = editor.get_cookie("relais_session", path="/console")
    assert cookie
    client = app.test_client()
    client.set_cookie("relais_session", cookie.value, path="/console")
    page = "/console/maison-levain/c/printemps/routes/shop"
    fields = {"form_token": token_of(client, page), "rows": "1", "to-0": "phone"}
    fields |= {"name-0": "from May", "starts-0": "2027-05-01"} | WEB_ELSE
    assert client.post(page, data=fields, headers=HERE).status_code == 303
    for day, target in (("2027-04-30", "Mobile site"), ("2027-05-01", "Call")):
        query = {"platform": "ios", "language": "fr", "at": f"{day}T12:00"}
        text = client.get(page, query_string=query, headers={"Accept-Language": "en"}).text
        hit = re.search(r'<li class="hit">.*?</li>', text, re.DOTALL)
        assert hit
        assert target in hit[0], day


WEB_ELSE = {"rows": "2", "order-0": "1", "order-1": "2", "name-1": "others", "to-1": "web"}


def tokens_of(house: House) -> set[str]:
    return {code.token for code in house.catalog.codes("maison-levain")}


def test_a_campaign_file_of_the_console_reads_no_file_of_the_server(house: House) -> None:
    editor = house.browser("editor")
    page = "/console/maison-levain/c/printemps/file"
    for line in ('logo = "/etc/passwd"', 'logo = "../../keys/maison-levain.keys"'):
        source = _file_of(house).replace("[brand]", f"[brand]\n{line}")
        answer = editor.post(
            page, data={"form_token": token_of(editor, page), "text": source}, headers=HERE
        )
        assert answer.status_code == 422
        assert "root:" not in answer.text


def test_a_campaign_file_cannot_speak_for_another_brand(house: House) -> None:
    editor = house.browser("editor")
    page = "/console/maison-levain/c/printemps/file"
    source = _file_of(house).replace('slug = "maison-levain"', 'slug = "rival"')
    answer = editor.post(
        page, data={"form_token": token_of(editor, page), "text": source}, headers=HERE
    )
    assert answer.status_code == 422
    assert house.catalog.plans("rival")[0].brand.name == "Rival"


def _file_of(house: House) -> str:
    from app.web.campaigns import draft, toml

    (plan,) = house.catalog.plans("maison-levain")
    return toml.write(draft.document(plan, house.catalog.codes("maison-levain")))


def test_a_picture_is_sent_once_and_then_only_confirmed(house: House) -> None:
    client, token = house.browser("viewer"), house.catalog.codes("maison-levain")[0].token
    url = f"/console/maison-levain/codes/{token}.thumb"
    first = client.get(url)
    assert (first.status_code, first.data[:4]) == (200, b"\x89PNG")
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_pictures_asked_for_all_at_once_are_all_drawn(house: House) -> None:
    client = house.browser("viewer")
    cookie = client.get_cookie("relais_session", path="/console").value
    urls = [
        f"/console/maison-levain/codes/{code.token}.{format}"
        for code in house.catalog.codes("maison-levain")
        for format in ("thumb", "svg")
    ] * 3
    # It is the first use of a face that two threads spoil for each other. The faces in use before
    # are closed, and nobody else holds them.
    for key in fonts.FACES:
        fonts.face(key)._font.close()
    fonts.face.cache_clear()

    def fetch(url: str) -> int:
        headers = {"Cookie": f"relais_session={cookie}"}
        return house.app.test_client(use_cookies=False).get(url, headers=headers).status_code

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(fetch, urls)) == {200}


def test_live_scans_come_as_events_that_end_at_once_and_say_when_to_come_back(
    house: House,
) -> None:
    answer = house.browser("viewer").get("/console/maison-levain/live")
    assert (answer.mimetype, answer.text) == ("text/event-stream", "retry: 1000\n\n")
