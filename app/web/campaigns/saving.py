"""A checked campaign into the catalog: codes issued, routes live within a second."""

import hashlib

from app.config import Config
from app.firstkey import first_key
from app.issue import issue
from app.model import Plan
from app.store.base import Changes
from app.store.catalog import Catalog
from app.web.campaigns.workspace import PRINT, workspace


def save(config: Config, catalog: Catalog, plan: Plan) -> Changes:
    """Issue what has no code yet and store the whole; no stored token changes."""
    slug = plan.brand.slug
    with first_key(config.keys, slug) as key:
        codes = issue(plan, catalog, key.ring)
        key.keep()
        made = catalog.save(plan, codes)
    place = workspace(config.data, slug, plan.campaign.slug)
    if place.folder.is_dir():
        place.put(PRINT, on_paper(plan))
    return made


def on_paper(plan: Plan) -> str:
    """A digest of all that stands on paper; where codes lead and what a run costs is not in it."""
    brand = plan.brand
    seen = hashlib.sha256()
    about = (brand.host, brand.name, brand.languages, brand.colour, brand.byte_mode, brand.logo)
    seen.update(repr((about, brand.profile, sorted(brand.style.items()))).encode())
    for placement in plan.placements:
        where = (placement.key, placement.medium, placement.place, placement.city)
        seen.update(repr((where, placement.language)).encode())
        for code in placement.codes:
            words = sorted(code.call_to_action.items()), sorted(code.style.items())
            seen.update(repr((code.key, code.kind, code.alias, code.serials, words)).encode())
    return seen.hexdigest()
