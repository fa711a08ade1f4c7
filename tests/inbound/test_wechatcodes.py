"""Parametric codes made through WeChat's API, against a stand-in that checks what it gets."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from app.channels import CHANNELS, wechat
from app.channels.base import Device, Source
from app.cli.wechat import wechat_codes
from app.config import load
from app.errors import Missing, Unavailable
from app.inbound import wechatcodes
from app.inbound.wechatcodes import Made, Scene
from app.issue import issue
from app.model import ContactPoint, Plan, Route, Rule
from app.signing import Ring
from app.store import secrets
from app.store.catalog import Catalog
from tests.inbound.kit import TOKEN, receive
from tests.web.conftest import plan

POINT = ContactPoint("wechat", "wechat", {"url": "https://weixin.qq.com/r/levain"})
SCENES = [Scene("dijon", TOKEN), Scene("lyon", "T2")]


class WeChat:
    """The API as documented: a token for the right secret, a code for the right token."""

    def __init__(self) -> None:
        self.scenes: list[str] = []
        self.limit = 100

    def __call__(self, url: str, body: bytes) -> bytes:
        given = json.loads(body)
        if url == "https://api.weixin.qq.com/cgi-bin/stable_token":
            if given != {"grant_type": "client_credential", "appid": "wx1", "secret": "s"}:
                return b'{"errcode": 40125, "errmsg": "invalid appsecret"}'
            return b'{"access_token": "ACCESS-1", "expires_in": 7200}'
        assert url == "https://api.weixin.qq.com/cgi-bin/qrcode/create?access_token=ACCESS-1"
        assert given["action_name"] == "QR_LIMIT_STR_SCENE"
        if len(self.scenes) >= self.limit:
            return b'{"errcode": 45029, "errmsg": "qrcode count out of limit"}'
        self.scenes.append(given["action_info"]["scene"]["scene_str"])
        url = f"http://weixin.qq.com/q/0{len(self.scenes)}"
        return json.dumps({"ticket": "gQH", "url": url}).encode()


def with_wechat(**options: Any) -> Plan:
    one = plan()
    points = {**one.contact_points, "wechat": replace(POINT, options={**POINT.options, **options})}
    routes = {**one.routes, "shop": Route("shop", (Rule("all", "wechat"),))}
    return replace(one, contact_points=points, routes=routes)


def test_each_scene_gets_a_code_of_its_own_by_https() -> None:
    api = WeChat()
    made = list(wechatcodes.make("wx1", "s", SCENES, api))
    assert made == [
        Made("dijon", "https://weixin.qq.com/q/01"),
        Made("lyon", "https://weixin.qq.com/q/02"),
    ]
    assert api.scenes == [TOKEN, "T2"]


def test_a_code_goes_all_the_way_from_its_scene_to_the_conversation() -> None:
    """Made with the token, printed by its placement, scanned, told by WeChat."""
    api = WeChat()
    (made,) = wechatcodes.make("wx1", "s", SCENES[:1], api)
    options = {**POINT.options, "urls": {made.placement: made.address}}
    source = Source(TOKEN, "K7Q2M4", "printemps", "poster-a3", "dijon")
    assert CHANNELS["wechat"].link(options, source, Device("ios")) == made.address
    (row,) = receive(
        "wechat",
        f"<xml><FromUserName>oX</FromUserName><Event>subscribe</Event>"
        f"<EventKey>qrscene_{api.scenes[0]}</EventKey></xml>",
    ).rows
    assert row.conversion.ref == TOKEN


def test_what_is_made_before_a_failure_is_not_lost() -> None:
    api = WeChat()
    api.limit = 1
    codes = wechatcodes.make("wx1", "s", SCENES, api)
    assert next(codes) == Made("dijon", "https://weixin.qq.com/q/01")
    with pytest.raises(Unavailable, match="45029 qrcode count out of limit"):
        next(codes)


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"{}", b'{"url": 7}', b'{"url": "https://evil.example/q/1"}']
)
def test_an_answer_that_is_none_is_refused(answer: bytes) -> None:
    def say(url: str, _body: bytes) -> bytes:
        return b'{"access_token": "A"}' if url.endswith("stable_token") else answer

    with pytest.raises(Unavailable):
        list(wechatcodes.make("wx1", "s", SCENES, say))


def test_a_wrong_secret_and_a_dead_line_say_so() -> None:
    def dead(_url: str, _body: bytes) -> bytes:
        raise ConnectionRefusedError("no line")

    with pytest.raises(Unavailable, match="invalid appsecret"):
        list(wechatcodes.make("wx1", "wrong", SCENES, WeChat()))
    with pytest.raises(Unavailable, match="no line"):
        list(wechatcodes.make("wx1", "s", SCENES, dead))


def test_only_wechat_is_asked() -> None:
    with pytest.raises(OSError, match="not WeChat"):
        wechatcodes.post("https://api.weixin.qq.com.evil.example/", b"")


@given(st.integers(0, (1 << 40) - 1), st.none() | st.integers(0, (1 << 25) - 1))
def test_every_token_fits_a_scene(id: int, serial: int | None) -> None:
    token = Ring("levain", ["test-secret"]).token(id, serial)
    assert 1 <= len(token) <= wechat.LIMIT
    assert list(wechatcodes.make("wx1", "s", [Scene("x", token)], WeChat()))


def test_a_placement_that_has_its_address_is_left_out(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path)
    one = with_wechat(urls={"dijon": "https://weixin.qq.com/q/0a"})
    codes = issue(one, catalog, Ring(one.brand.slug, ["s"]))
    catalog.close()
    (scene,) = wechatcodes.wanted(one, codes, one.contact_points["wechat"])
    assert scene == Scene("lyon", next(c.token for c in codes if c.placement == "lyon"))
    nothing = replace(one, routes={"shop": Route("shop", (Rule("all", "web"),))})
    assert wechatcodes.wanted(nothing, codes, one.contact_points["wechat"]) == []


def test_a_campaign_without_wechat_or_with_two_is_asked_about() -> None:
    with pytest.raises(Missing):
        wechatcodes.contact_point(plan())
    one = with_wechat()
    two = replace(one, contact_points={**one.contact_points, "w2": replace(POINT, key="w2")})
    with pytest.raises(Missing, match="wechat, w2"):
        wechatcodes.contact_point(two)
    assert wechatcodes.contact_point(two, "w2").key == "w2"


def test_the_command_prints_the_lines_of_the_campaign_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechatcodes, "post", WeChat())
    config, one = load({"RELAIS_DATA": str(tmp_path)}), with_wechat()
    catalog = Catalog.create(tmp_path)
    catalog.save(one, issue(one, catalog, secrets.ensure(config.keys, one.brand.slug)))
    catalog.close()
    keys = config.keys / f"{one.brand.slug}.doors.toml"
    keys.write_text('[wechat]\ntoken = "t"\n')
    arguments = ["--campaign", "printemps"]
    refused = CliRunner().invoke(wechat_codes, arguments, obj=config)
    assert "app_id" in str(refused.exception)
    keys.write_text('[wechat]\ntoken = "t"\napp_id = "wx1"\napp_secret = "s"\n')
    done = CliRunner().invoke(wechat_codes, arguments, obj=config, catch_exceptions=False)
    assert done.stdout.splitlines() == [
        "[contact_points.wechat.urls]",
        '"dijon" = "https://weixin.qq.com/q/01"',
        '"lyon" = "https://weixin.qq.com/q/02"',
    ]
