"""The kinds of conversion: what each must carry, what it measures, how long a touch may precede it.

The list is open: a kind that is not in it is accepted where its name has the form of one, counts
as itself, and is marked `known=False` so that reports can say so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.attribution.money import is_currency
from app.errors import Problem
from app.i18n import _
from app.model import Conversion

DAY = 86_400_000
"""One day in ms."""

MEASURES = ("", "money", "seconds", "score")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of conversion.

    `label` is an English message id. `measure` says what `value_minor` holds: money in minor units
    with a currency, whole seconds, a score of 0 to 100, or nothing. `needs` names the fields a
    conversion of this kind cannot do without; `days` is its window.
    """

    name: str
    label: str
    days: int = 30
    measure: str = ""
    needs: frozenset[str] = frozenset()
    known: bool = True


def _kind(name: str, label: str, days: int = 30, measure: str = "", needs: str = "") -> Kind:
    return Kind(name, label, days, measure, frozenset(needs.split()))


# Windows are our judgement from what ad platforms default to (7 days for installs, 30 otherwise).
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("install", "Install", 7),
        _kind("open", "First open", 7),
        _kind("active_day", "Active day", 400, needs="subject"),
        _kind("session", "Session", 400, "seconds", "subject"),
        _kind("page", "Page viewed", 30, needs="subject"),
        _kind("uninstall", "Uninstall", 400, needs="subject"),
        _kind("crash", "Crash", 400),
        _kind("arrival", "Arrival of somebody known", 30, needs="subject"),
        _kind("call", "Call", 30, "seconds"),
        _kind("qualified_call", "Qualified call", 30, "seconds"),
        _kind("callback", "Call-back asked for", 30),
        _kind("conversation", "Conversation", 30),
        _kind("lead", "Lead", 30, "money"),
        _kind("opt_in", "Opt-in", 30),
        _kind("opt_out", "Opt-out", 400),
        _kind("checkout", "Order begun", 30, "money"),
        _kind("order", "Order", 30, "money", "value_minor currency"),
        _kind("coupon", "Coupon redeemed", 90, "money"),
        _kind("store_visit", "Store visit", 30),
        _kind("satisfaction", "Satisfaction score", 30, "score", "value_minor"),
    )
}

# A pack stays in the kitchen and a card in the wallet long after a poster is gone: days for which a
# touch of such a medium may still bring something, by the first word of the medium's key.
KEPT: Mapping[str, int] = {
    "packaging": 365,
    "label": 365,
    "business": 365,
    "letter": 120,
    "receipt": 90,
    "flyer": 90,
}


def kind_of(name: str) -> Kind:
    """The kind `name`; one that is not in KINDS comes back with `known=False`.

    Raises ValueError where `name` does not have the form of a kind.
    """
    if name in KINDS:
        return KINDS[name]
    if not _NAME.fullmatch(name):
        raise ValueError(_("2 to 40 of a-z, 0-9 and _, starting with a letter"))
    return Kind(name, name.replace("_", " ").capitalize(), known=False)


def window(kind: str, medium: str = "") -> int:
    """How long before a conversion of `kind` a touch still counts, in ms: the medium may add."""
    days = KINDS[kind].days if kind in KINDS else 30
    return max(days, KEPT.get(medium.split("-")[0], 0)) * DAY


def check(conversion: Conversion, now: int | None = None) -> list[Problem]:
    """Everything that is wrong with a conversion; `where` names the field. Empty: fit to store.

    `now` in ms refuses times more than a day ahead (clocks differ, days do not).
    """
    try:
        kind = kind_of(conversion.kind)
    except ValueError as error:
        what = _("is not the name of a kind.")
        return [Problem("bad-kind", "kind", what, _("Give {form}.").format(form=error))]
    found = [
        Problem("missing-field", name, _("is missing, and this kind needs it."))
        for name in sorted(kind.needs)
        if getattr(conversion, name) in (None, "")
    ]
    if now is not None and conversion.at > now + DAY:
        found.append(Problem("future", "at", _("is in the future."), _("Give a time in UTC.")))
    return found + _value_problems(conversion, kind)


def _value_problems(conversion: Conversion, kind: Kind) -> list[Problem]:
    value, currency = conversion.value_minor, conversion.currency
    found = []
    if currency is not None and not is_currency(currency):
        instead = _("Give a code of ISO 4217, such as EUR.")
        found.append(Problem("bad-currency", "currency", _("is not a currency."), instead))
    if value is not None and currency is None and kind.measure == "money":
        instead = _("Give the currency of the value.")
        found.append(Problem("missing-currency", "currency", _("is missing."), instead))
    if currency is not None and kind.measure in ("seconds", "score"):
        instead = _("Leave it empty: the value is no money here.")
        found.append(Problem("not-money", "currency", _("does not belong to this kind."), instead))
    if value is not None:
        found += _sign_problems(value, kind, reversal=conversion.reverses is not None)
    return found


def _sign_problems(value: int, kind: Kind, *, reversal: bool) -> list[Problem]:
    if reversal and value > 0:
        instead = _("Give what is taken back as a negative value.")
        return [Problem("bad-sign", "value_minor", _("is positive in a reversal."), instead)]
    if not reversal and value < 0:
        instead = _("Give a new conversion that names the first in `reverses`.")
        return [Problem("bad-sign", "value_minor", _("is negative."), instead)]
    if kind.measure == "score" and abs(value) > 100:
        return [Problem("bad-score", "value_minor", _("is out of range."), _("Give 0 to 100."))]
    return []
