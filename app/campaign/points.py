"""The [contact_points.*] tables, checked by each channel's own options."""

import difflib
from collections.abc import Mapping
from typing import Any

from app import channels
from app.campaign import document as doc
from app.campaign.brand import slug
from app.i18n import _
from app.model import ContactPoint


def read_points(root: doc.Table) -> dict[str, ContactPoint]:
    """Every contact point by its key; problems are noted in its table."""
    points: dict[str, ContactPoint] = {}
    for key, table in root.named("contact_points"):
        try:
            slug(30)(key)
        except ValueError as error:
            root.notes.add(
                "bad-key", table.place, _("is no key."), _("Use {right}.").format(right=error)
            )
        point = _point(key, table)
        if point:
            points[key] = point
    if not points:
        root.wrong("contact_points", "missing", _("holds no contact point."))
    _check_closed(points, root)
    return points


def _point(key: str, table: doc.Table) -> ContactPoint | None:
    name = table.raw("channel")
    channel = channels.CHANNELS.get(name) if isinstance(name, str) else None
    if channel is None:
        close = difflib.get_close_matches(str(name), channels.CHANNELS, 1)
        table.wrong(
            "channel",
            "unknown-channel",
            _("is {value!r}, no channel we know.").format(value=name),
            _("Did you mean “{name}”?").format(name=close[0])
            if close
            else _("Give one of {words}.").format(words=", ".join(channels.CHANNELS)),
        )
        return None
    options: dict[str, Any] = {}
    for option in (*channel.options, *channels.COMMON):
        read = table.needed if option.required else table.checked
        value = read(option.name, option.check, None)
        if value is not None:
            options[option.name] = value
    table.no_more()
    complete = all(option.name in options for option in channel.options if option.required)
    fault = channel.together(options) if complete and channel.together else None
    if fault:
        right = _("Give {right}.").format(right=fault.right)
        table.wrong(fault.option, fault.code, _("is missing."), right)
    return ContactPoint(key, channel.name, options)


def _check_closed(points: Mapping[str, ContactPoint], root: doc.Table) -> None:
    """`closed` names the contact point that is offered outside the hours."""
    for key, point in points.items():
        other = point.options.get("closed")
        if other is not None and (other not in points or other == key):
            root.notes.add(
                "unknown-point",
                ("contact_points", key, "closed"),
                _("names “{name}”, no other contact point of this file.").format(name=other),
                _("Give one of {words}.").format(words=", ".join(sorted(set(points) - {key}))),
            )
