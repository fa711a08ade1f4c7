"""Coupon: a page with a code that only this printed thing gives: redeeming it tells the source.

`LEVAIN-K7Q2M4` is the brand's prefix and the reference, unique per code without any list; with
`shared = true` everybody gets the prefix alone, and only the scan is known.
"""

from app.channels import checks
from app.channels.base import Channel, Facts, Option, Options, page, say


def text(options: Options, reference: str) -> str:
    """The coupon of the code with this reference."""
    prefix = str(options["prefix"])
    return prefix if options.get("shared") else f"{prefix}-{reference}"


def _shows(options: Options) -> Facts:
    rows = [("Code", text(options, "{reference}"))]
    if "terms" in options:
        rows.append(("Terms", options["terms"]))
    return tuple(rows)


CHANNEL = Channel(
    name="coupon",
    label=say("Bon de réduction", "Coupon"),
    options=(
        Option("prefix", "first part of the code", checks.matching(r"[A-Z0-9]{2,20}", "LEVAIN")),
        Option("shared", "the same code for everybody (default false)", checks.flag, False),
        Option("terms", "conditions, as short as the law allows", checks.text(300), False),
    ),
    link=page,
    shows=_shows,
    measured="deterministic",
    verb=say("Voir mon bon", "Show my coupon"),
)
