"""Directions to a shop: the one nearest to the printed thing, where several are given; or, with
`choose`, a page that lists the nearest, to the print or to who lets it know where they are.

Addresses: Apple "Map Links" on iPhones and Macs, Google "Maps URLs" elsewhere.
"""

import math
from collections.abc import Mapping
from typing import Any

from app.channels import checks
from app.channels.base import PAGE, Channel, Device, Option, Options, Source, say
from app.i18n import _

_EARTH_KM = 6371.0088


def distance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Kilometres between two points in degrees, on a sphere (haversine; within 0.6 %)."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(part) for part in at] for at in (first, second))
    chord = math.sin((lat2 - lat1) / 2) ** 2
    chord += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


def nearest(options: Options, position: tuple[float, float] | None) -> Mapping[str, Any]:
    """The shop nearest to `position`; the first where no position is known."""
    shops: list[Mapping[str, Any]] = options["shops"]
    if position is None:
        return shops[0]
    return min(shops, key=lambda shop: distance(position, (shop["latitude"], shop["longitude"])))


def around(
    options: Options, position: tuple[float, float] | None, most: int
) -> list[tuple[int, Mapping[str, Any], float | None]]:
    """The `most` shops nearest to `position`: index, shop, kilometres. In the order given where no
    position is known; then without a distance."""
    shops: list[Mapping[str, Any]] = options["shops"]
    if position is None:
        return [(index, shop, None) for index, shop in enumerate(shops[:most])]
    found = [
        (distance(position, (shop["latitude"], shop["longitude"])), index)
        for index, shop in enumerate(shops)
    ]
    return [(index, shops[index], far) for far, index in sorted(found)[:most]]


def place(options: Options, index: int) -> tuple[float, float] | None:
    """Where a shop is; None for an index that none has."""
    shops = options["shops"]
    if index >= len(shops):
        return None
    return shops[index]["latitude"], shops[index]["longitude"]


def _degrees(limit: int, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= limit:
        raise ValueError(_("degrees from -{limit} to {limit}").format(limit=limit))
    return round(float(value), 6)


def _shops(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= 5000:
        raise ValueError(_("a list of shops, each with name, latitude and longitude"))
    found = []
    for shop in value:
        if not isinstance(shop, Mapping) or set(shop) != {"name", "latitude", "longitude"}:
            raise ValueError(_("a list of shops, each with name, latitude and longitude"))
        latitude, longitude = _degrees(90, shop["latitude"]), _degrees(180, shop["longitude"])
        name = checks.text(100)(shop["name"])
        found.append({"name": name, "latitude": latitude, "longitude": longitude})
    return found


def _link(options: Options, source: Source, device: Device) -> str:
    return PAGE if options.get("choose") else _way(options, source, device)


def _way(options: Options, source: Source, device: Device) -> str:
    shop = nearest(options, source.position)
    point = f"{shop['latitude']:f},{shop['longitude']:f}"
    if device.platform in ("ios", "macos"):
        return f"https://maps.apple.com/?daddr={point}"
    return f"https://www.google.com/maps/dir/?api=1&destination={point}"


CHANNEL = Channel(
    name="map",
    label=say("Plan et trajet", "Map and directions"),
    options=(
        Option("shops", "shops with their coordinates", _shops),
        Option(
            "choose", "let people choose the shop; a page of ours comes first", checks.flag, False
        ),
    ),
    link=_link,
    tap=_way,
    measured="scan only",
    verb=say("Y aller", "Get directions"),
)
