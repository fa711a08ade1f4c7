"""`explain` says where a code leads for somebody, and why."""

from datetime import datetime

import click

from app.config import Config
from app.errors import Missing
from app.i18n import _, language
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


def _moment(when: datetime) -> str:
    from babel.dates import get_day_names  # 60 ms, so only where it is needed

    day = get_day_names("abbreviated", locale=language())[when.weekday()]
    return f"{day} {when:%F %H:%M}"


def lines(explanation: Explanation) -> list[str]:
    """The explanation as lines for a person."""
    spot, who, decision = explanation.spot, explanation.person, explanation.decision
    seen = ", ".join(
        filter(None, (who.platform, who.in_app, who.language, who.country, _moment(who.when)))
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
