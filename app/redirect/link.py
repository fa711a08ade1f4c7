"""The address of a contact point for one code and one device, through its channel. Pure."""

from app.channels import CHANNELS
from app.channels.base import PAGE, Device, Source
from app.model import ContactPoint
from app.redirect.table import Spot
from app.signing import with_check

_OURS = "/c/{point}/{token}"
# Stand for a token and a reference of the same length and letters; nobody can sign the one, and the
# other's check character is wrong.
_TOKEN, _REFERENCE = "ZZ7ZZZZ4ZZZ9ZZ2Z", "ZZ7Z4Z"
_REMEMBERED = 100_000
_Key = tuple[str, str, str, str, str, Device, str]


def source(spot: Spot, variant: str = "") -> Source:
    """What a link carries: the medium, and never the copy of a serialised run."""
    return _source(spot, spot.token, with_check(spot.reference), variant)


def link(spot: Spot, device: Device, point: ContactPoint, variant: str = "") -> str:
    """Where a scan goes: an https address, or a page or file of ours under /c."""
    return _link(device, point, source(spot, variant))


def onward(device: Device, point: ContactPoint, given: Source) -> str:
    """As `link`, for who was asked already."""
    return _filled(CHANNELS[point.channel].link(point.options, given, device), point, given)


def tap(device: Device, point: ContactPoint, given: Source) -> str:
    """Where the button of a contact point's page goes: any scheme."""
    channel = CHANNELS[point.channel]
    return _filled((channel.tap or channel.link)(point.options, given, device), point, given)


class Links:
    """Links of one table, made once for all codes that differ in token and reference only.

    A channel treats both as opaque, so the link of a stand-in with the true ones put in its place
    is the code's own link (tests/redirect/test_link.py holds that for every channel).
    """

    def __init__(self) -> None:
        self._made: dict[_Key, str] = {}

    def link(self, spot: Spot, device: Device, point: ContactPoint, variant: str = "") -> str:
        """See `link`."""
        plan = spot.plan
        key = (
            plan.brand.slug,
            plan.campaign.slug,
            point.key,
            spot.medium,
            spot.placement,
            device,
            variant,
        )
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= _REMEMBERED:
                self._made.clear()
            stand_in = _source(spot, _TOKEN, _REFERENCE, variant)
            made = self._made[key] = _link(device, point, stand_in)
        own = made.replace(_TOKEN, spot.token)
        return own.replace(_REFERENCE, with_check(spot.reference)) if _REFERENCE in own else own


def _source(spot: Spot, token: str, reference: str, variant: str) -> Source:
    return Source(
        token=f"{token}-{variant}" if variant else token,
        reference=reference,
        campaign=spot.plan.campaign.slug,
        medium=spot.medium,
        placement=spot.placement,
        origin=spot.origin,
        position=spot.position,
    )


def _link(device: Device, point: ContactPoint, given: Source) -> str:
    return _filled(_asked(device, point, given), point, given)


def _asked(device: Device, point: ContactPoint, given: Source) -> str:
    """The channel's link; the page that asks first where the contact point has one."""
    if point.options.get("consent"):
        return PAGE
    return CHANNELS[point.channel].link(point.options, given, device)


def _filled(address: str, point: ContactPoint, given: Source) -> str:
    if not address.startswith(_OURS):
        return address
    return f"/c/{point.key}/{given.token}{address.removeprefix(_OURS)}"
