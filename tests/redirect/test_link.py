"""Links made once and filled in are the links that the channels make."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import campaign
from app.channels import CHANNELS
from app.channels.base import Device
from app.model import PLATFORMS, ContactPoint
from app.printable import CHECKS
from app.redirect.find import Finder
from app.redirect.link import Links, link, source
from app.redirect.table import Spot, Table
from tests.redirect.conftest import HOST, Stand

SAMPLE = Path(__file__).resolve().parents[2] / "printables" / "printemps.toml"
POINTS = tuple(campaign.read(SAMPLE, CHECKS).contact_points.values())
devices = st.builds(
    Device,
    st.sampled_from(PLATFORMS),
    st.sampled_from(["", "instagram", "wechat"]),
    st.sampled_from(["fr", "en"]),
)


@pytest.fixture
def spots(stand: Stand) -> list[Spot]:
    table = Table(stand.catalog, stand.rings)
    found = [table.find(code.id) for code in stand.codes.values()]
    return [spot for spot in found if spot is not None]


def test_a_link_filled_in_is_the_channels_own(stand: Stand, spots: list[Spot]) -> None:
    points = (*POINTS, *spots[0].plan.contact_points.values())
    assert {point.channel for point in points} >= {"app", "web", "messenger", "whatsapp", "call"}

    @given(st.sampled_from(points), devices, st.sampled_from(["", "b", "variant8"]))
    def same(point: ContactPoint, device: Device, variant: str) -> None:
        links = Links()
        for spot in spots:
            assert links.link(spot, device, point, variant) == link(spot, device, point, variant)

    same()


def test_the_reference_travels_whole(stand: Stand, spots: list[Spot]) -> None:
    whatsapp = next(point for point in POINTS if point.channel == "whatsapp")
    code = next(iter(stand.codes.values()))
    spot = next(spot for spot in spots if spot.id == code.id)
    assert source(spot).reference == code.reference
    assert code.reference in Links().link(spot, Device("ios"), whatsapp)


def test_two_codes_of_one_place_keep_their_own_tokens(spots: list[Spot]) -> None:
    links, web = Links(), spots[0].plan.contact_points["web"]
    for spot in spots:
        assert spot.token in links.link(spot, Device("ios"), web)


def test_directions_lead_to_the_shop_nearest_to_the_placement(stand: Stand) -> None:
    table, device = Table(stand.catalog, stand.rings), Device("ios")
    links = Links()
    for place, shop in (("later/qr-shop", "45.76"), ("poster-dijon/qr-shop", "48.85")):
        spot = table.find(stand.codes[place].id)
        assert spot is not None
        assert shop in links.link(spot, device, spot.plan.contact_points["shops"])


def test_every_channel_of_the_sample_is_known() -> None:
    assert {point.channel for point in POINTS} <= set(CHANNELS)


def test_unknown_hosts_are_not_remembered(stand: Stand) -> None:
    finder = Finder(Table(stand.catalog, stand.rings))
    for number in range(50):
        finder.find(b"evil-%d.example" % number, b"/0000000000000000")
    finder.find(HOST, b"/0000000000000000")
    assert list(finder._hosts) == [HOST]
