"""A checked campaign into the catalog: codes issued, routes live within a second."""

from app.config import Config
from app.issue import issue
from app.model import Plan
from app.store import secrets
from app.store.base import Changes
from app.store.catalog import Catalog


def save(config: Config, catalog: Catalog, plan: Plan) -> Changes:
    """Issue what has no code yet and store the whole; no stored token changes."""
    ring = secrets.ensure(config.keys, plan.brand.slug)
    return catalog.save(plan, issue(plan, catalog, ring))


def same_print(before: Plan, after: Plan) -> bool:
    """Whether what stands on paper is the same: only where codes lead may differ."""
    return (before.brand, _printed(before)) == (after.brand, _printed(after))


def _printed(plan: Plan) -> object:
    return {
        placement.key: (
            placement.medium,
            placement.place,
            placement.language,
            tuple(
                (code.key, code.kind, code.alias, code.call_to_action) for code in placement.codes
            ),
        )
        for placement in plan.placements
    }
