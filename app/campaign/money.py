"""Amounts as people write them in a campaign file: `12000.00 EUR`."""

import re
from typing import Any

from app.attribution import money as amounts
from app.i18n import _
from app.model import Money

_FORM = re.compile(r"(\S+) ?([A-Z]{3})")


def money(value: Any) -> Money:
    """A check for an exact amount that is not negative (decimals as ISO 4217 has them)."""
    match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or match[1].startswith("-"):
        raise ValueError(_("an amount and its currency, such as 38.00 EUR"))
    return amounts.read(match[1], match[2])
