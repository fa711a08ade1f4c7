"""Call: a page with the number, its price mark and a big button; the tap is recorded.

A tap proves no call. What proves one is a number of its own per medium or placement (`numbers`), or
a call log matched with the tap in time.
"""

from collections.abc import Mapping
from typing import Any

from app.channels import checks, numbers
from app.channels.base import Channel, Device, Facts, Fault, Option, Options, Source, page, say
from app.i18n import _


def dialled(options: Options, source: Source) -> str:
    """The number for `source`: that of its placement, of its medium, or the common one."""
    own: Mapping[str, str] = options.get("numbers", {})
    return own.get(source.placement) or own.get(source.medium) or str(options["number"])


def tracked(options: Options) -> Mapping[str, str]:
    """Dialled number -> the placement or medium it is printed on alone."""
    return {dial: key for key, dial in options.get("numbers", {}).items()}


def _numbers(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(_("a table: placement or medium = number"))
    found = {str(key): numbers.check(number) for key, number in value.items()}
    if len(set(found.values())) < len(found):
        raise ValueError(_("a different number to each placement or medium"))
    return found


def _together(options: Options) -> Fault | None:
    """A charged number must stand beside its price, on paper and on the page."""
    price = str(options.get("price", ""))
    dials = [options["number"], *options.get("numbers", {}).values()]
    charged = next((dial for dial in dials if numbers.needs_price(dial, price)), None)
    if charged is None:
        return None
    number = numbers.describe(charged)
    right = (
        _("the price that must stand beside {number}, such as “0,15 € / min”")
        if number.mark
        else _("the price that must stand beside {number}, such as “0,15 € / min”; “0” if free")
    )
    return Fault("price", "no-price", right.format(number=number.shown))


def _tap(options: Options, source: Source, _device: Device) -> str:
    return f"tel:{dialled(options, source)}"


def _shows(options: Options) -> Facts:
    abroad = options.get("abroad")
    return (("From abroad", numbers.describe(abroad).shown),) if abroad else ()


CHANNEL = Channel(
    name="call",
    label=say("Appel", "Call"),
    options=(
        Option("number", "number to call", numbers.check),
        Option("price", "price of a charged number, as printed", numbers.clean_price, False),
        Option("abroad", "number for callers from abroad", numbers.check_reachable, False),
        Option("numbers", "a number of its own per placement or medium", _numbers, False),
        Option(
            "qualified_after",
            "seconds of talk that count",
            checks.whole(1, 3600),
            False,
        ),
    ),
    link=page,
    tap=_tap,
    measured="deterministic",
    verb=say("Appeler", "Call"),
    shows=_shows,
    together=_together,
)
