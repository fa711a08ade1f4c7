"""The address of a contact point for one code and one device, through its channel. Pure."""

from app.channels import CHANNELS
from app.channels.base import Device, Source
from app.model import ContactPoint
from app.redirect.table import Spot

_OURS = "/c/{point}/{token}"


def source(spot: Spot, variant: str = "") -> Source:
    """What a link carries: the medium, and never the copy of a serialised run."""
    return Source(
        token=f"{spot.token}-{variant}" if variant else spot.token,
        reference=spot.reference,
        campaign=spot.plan.campaign.slug,
        medium=spot.medium,
        placement=spot.placement,
        origin=spot.origin,
    )


def link(spot: Spot, device: Device, point: ContactPoint, variant: str = "") -> str:
    """Where a scan goes: an https address, or a page or file of ours under /c."""
    given = source(spot, variant)
    address = CHANNELS[point.channel].link(point.options, given, device)
    return _filled(address, point, given)


def tap(spot: Spot, device: Device, point: ContactPoint, variant: str = "") -> str:
    """Where the button of a contact point's page goes: any scheme."""
    given = source(spot, variant)
    channel = CHANNELS[point.channel]
    address = (channel.tap or channel.link)(point.options, given, device)
    return _filled(address, point, given)


def _filled(address: str, point: ContactPoint, given: Source) -> str:
    if not address.startswith(_OURS):
        return address
    return f"/c/{point.key}/{given.token}{address.removeprefix(_OURS)}"
