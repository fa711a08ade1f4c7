"""Local times of logs as UTC ms, across the two nights of the year on which the clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.i18n import _


def read(text: str, zone: ZoneInfo, form: str = "") -> int:
    """UTC ms of a time; one without an offset is local to `zone`, in `form` (strptime) if given.

    A time that the clocks leapt over in spring is refused; one that came twice in autumn is taken
    as its first occurrence, in summer time. Raises ValueError with the reason.
    """
    try:
        plain = text.strip().replace("/", "-") if not form else text.strip()
        moment = datetime.strptime(plain, form) if form else datetime.fromisoformat(plain)
    except ValueError:
        raise ValueError(_("“{text}” is no time").format(text=text)) from None
    if moment.tzinfo is None:
        local = moment.replace(tzinfo=zone, fold=0)
        back = local.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) != moment:
            reason = _("“{text}” does not exist in {zone}: the clocks went forward")
            raise ValueError(reason.format(text=text, zone=zone.key))
        moment = local
    return round(moment.astimezone(UTC).timestamp() * 1000)


def twice(text: str, zone: ZoneInfo) -> bool:
    """Whether a local ISO time came twice, so that its offset is not known."""
    local = datetime.fromisoformat(text.strip()).replace(tzinfo=zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def seconds(text: str) -> int:
    """A duration as `75`, `75.2` or `00:01:15`. Raises ValueError with the reason."""
    parts = text.strip().split(":")
    try:
        if not 1 <= len(parts) <= 3:
            raise ValueError(text)
        total = 0.0
        for part in parts:
            value = float(part)
            if not 0 <= value < 1e7:
                raise ValueError(text)
            total = total * 60 + value
        return int(total)
    except ValueError:
        raise ValueError(_("“{text}” is no duration").format(text=text)) from None
