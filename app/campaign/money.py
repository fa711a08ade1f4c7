"""Amounts as people write them in a campaign file and in its tables: `12000.00 EUR`, `38,00 €`."""

import re
from typing import Any

from app.attribution import money as amounts
from app.i18n import _
from app.model import Money

# `\s` has the no-break spaces, narrow and wide, that spreadsheets put between thousands.
_FORM = re.compile(r"([0-9]{1,3}(?:\s[0-9]{3})+|[0-9]+)([.,][0-9]+)?\s*(€|[A-Za-z]{3}|)")


def money(value: Any) -> Money:
    """A check for an exact amount that is not negative (decimals as ISO 4217 has them).

    Without a currency it is in euros.
    """
    match = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError(_("an amount and its currency, such as 38.00 EUR"))
    currency = "EUR" if match[3] in ("", "€") else match[3].upper()
    return amounts.read("".join(match[1].split()) + (match[2] or ""), currency)
