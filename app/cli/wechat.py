"""`wechat-codes`: the parametric codes of a campaign, made through WeChat's API."""

import time
from contextlib import closing

import click

from app.cli.imports import only_brand
from app.config import Config
from app.errors import Missing
from app.i18n import _
from app.inbound import wechatcodes
from app.inbound.keyring import Keyring
from app.store.catalog import Catalog


@click.command("wechat-codes")
@click.option("--campaign", required=True, help="slug of the campaign")
@click.option("--point", default="", help="key of the contact point, where there are several")
@click.option("--brand", help="needed where there is more than one")
@click.pass_obj
def wechat_codes(config: Config, campaign: str, point: str, brand: str | None) -> None:
    """Make one code a placement in the brand's service account; prints lines for the campaign file.

    Placements that have an address already are left out, so it may be run again.
    """
    with closing(Catalog(config.data)) as catalog:
        slug = only_brand(catalog, brand)
        plan = next((one for one in catalog.plans(slug) if one.campaign.slug == campaign), None)
        if plan is None:
            text = _("There is no campaign “{name}”.").format(name=campaign)
            raise Missing(text, code="unknown-campaign")
        one = wechatcodes.contact_point(plan, point)
        scenes = wechatcodes.wanted(plan, catalog.codes(slug, campaign), one)
    if not scenes:
        click.echo(_("Every placement has its code."), err=True)
        return
    now = int(time.time() * 1000)  # noqa: TID251 - the command line is where time comes in
    secrets = Keyring(config.keys, slug).keys("wechat", now).secrets
    if not secrets.get("app_id") or not secrets.get("app_secret"):
        text = _("Give app_id and app_secret in {file}, under [wechat].")
        raise Missing(text.format(file=f"{slug}.doors.toml"), code="missing-key")
    made = wechatcodes.make(secrets["app_id"], secrets["app_secret"], scenes, wechatcodes.post)
    click.echo(f"[contact_points.{one.key}.urls]")
    for done in made:
        click.echo(wechatcodes.line(done))
