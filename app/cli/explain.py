"""`explain` says where a code leads for somebody, and why."""

from typing import Any

import click

from app.attribution import money as amounts
from app.attribution.reasons import explain as why_matched
from app.config import Config
from app.errors import Missing
from app.i18n import _
from app.model import Match, Money
from app.redirect.explain import Explanation, had, read, utc, wanted
from app.redirect.explain import explain as explained
from app.redirect.table import Spot, Table


@click.command()
@click.argument("token")
@click.option("--as", "person", default="", help='Who and when: "iPhone, fr, Saturday 20:00".')
@click.option("--brand", help="Brand of an alias or a reference, where there are several.")
@click.pass_obj
def explain(config: Config, token: str, person: str, brand: str | None) -> None:
    """Where TOKEN (or an alias, or a reference) leads, rule by rule. Records nothing."""
    from app import front
    from app.store.catalog import Catalog

    catalog = Catalog(config.data)
    table = Table(catalog, front.rings(config, catalog))
    spot = find(table, token, brand)
    who = read(person, utc(front.now_ms()), spot.zone)
    for line in lines(explained(spot, who)):
        click.echo(line)


def find(table: Table, text: str, brand: str | None) -> Spot:
    """The code of a token, alias or reference. Raises Missing."""
    from app.redirect.find import Finder

    word = text.rsplit("/", 1)[-1]
    finder = Finder(table)
    slugs = [brand] if brand else list(table.brands)
    for slug in slugs:
        owner = table.brands.get(slug)
        if owner is None:
            raise Missing(_("There is no brand “{}”.").format(slug), code="no-brand")
        found = finder.find(owner.host.encode(), f"/{word}".encode())
        spot = found.spot or table.by_reference(slug, word)
        if spot is not None:
            return spot
    raise Missing(_("“{}” is no token, alias or reference of a code.").format(word), code="no-code")


def lines(explanation: Explanation) -> list[str]:
    """The explanation as lines for a person."""
    spot, who, decision = explanation.spot, explanation.person, explanation.decision
    seen = ", ".join(
        filter(
            None, (who.platform, who.in_app, who.language, who.country, f"{who.when:%a %F %H:%M}")
        )
    )
    text = [
        f"{spot.token}  {spot.brand.name} · {spot.plan.campaign.name} · {spot.placement}",
        _("{person} (local time {zone})").format(person=seen, zone=spot.zone.key),
        "",
    ]
    for rule, missing in explanation.tried:
        if missing:
            why = _("no: {condition} is {had}, wanted {wanted}").format(
                condition=missing, had=had(explanation, missing), wanted=wanted(rule, missing)
            )
            text.append(f"  ✗ {rule.name}  – {why}")
        else:
            text.append(f"  ✓ {rule.name}  → {rule.to}")
    if decision.reason:
        text.append(_("  because: {reason}").format(reason=decision.reason))
    text += ["", decision.target]
    return text


@click.command("explain-conversion")
@click.argument("id")
@click.option("--brand", help="Only conversions of this brand.")
@click.pass_obj
def explain_conversion(config: Config, id: str, brand: str | None) -> None:
    """To which codes the conversion ID (ours, or its source's) is credited, and why."""
    from app.store.catalog import Catalog

    catalog = Catalog(config.data)
    found = [
        row
        for row in catalog.db.query(_CONVERSION, {"id": id})
        if brand is None or row["brand"] == brand
    ]
    if not found:
        raise Missing(_("There is no conversion “{}”.").format(id), code="no-conversion")
    for row in found:
        credits = list(catalog.db.query(_CREDITS, [row["id"]]))
        click.echo("\n".join(conversion_lines(row, credits)))
    catalog.close()


_CONVERSION = """
    SELECT conversion.*, code.token FROM conversion LEFT JOIN code ON code.id = conversion.code
    WHERE external_id = :id OR conversion.id = CAST(:id AS INTEGER)
      AND CAST(CAST(:id AS INTEGER) AS TEXT) = :id
"""
_CREDITS = """
    SELECT model, share, value_minor, token, campaign, placement
    FROM credit LEFT JOIN code ON code.id = credit.code
    WHERE conversion = ? ORDER BY model, share DESC
"""


def conversion_lines(row: dict[str, Any], credits: list[dict[str, Any]]) -> list[str]:
    """A conversion and its credits as lines for a person."""
    match = Match(row["code"], row["evidence"], row["strength"], row["reason"])
    money = _money(row["value_minor"], row["currency"])
    text = [
        f"{row['id']}  {row['source']}/{row['external_id']}  {row['kind']}  "
        f"{utc(row['at']):%F %H:%M} UTC  {money}".rstrip(),
        _("  ref {ref}: {evidence}, {strength}").format(
            ref=row["ref"] or "–", evidence=match.evidence, strength=match.strength
        ),
        f"  {why_matched(match)}",
    ]
    if row["reverses"]:
        text.append(_("  It takes back {}.").format(row["reverses"]))
    for credit in credits:
        share = f"{credit['share'] / 10_000:.1f} %"
        value = _money(credit["value_minor"], row["currency"])
        where = f"{credit['token']} {credit['campaign']} · {credit['placement']}"
        text.append(" ".join(filter(None, (f"  {credit['model']}:", share, value, "→", where))))
    if not credits:
        text.append(_("  Credited to no code: it stays among the unattributed."))
    return text


def _money(minor: int | None, currency: str | None) -> str:
    if minor is None or not currency:
        return ""
    return f"{amounts.plain(Money(minor, currency))} {currency}"
