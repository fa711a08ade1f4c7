"""Codes for a plan: what was issued before keeps its token for ever, the rest is minted."""

from collections.abc import Iterator
from dataclasses import replace

from app.model import Code, CodeSpec, Placement, Plan
from app.signing import Ring
from app.store.catalog import Catalog


def issue(plan: Plan, catalog: Catalog, ring: Ring) -> tuple[Code, ...]:
    """The codes of a plan in its order. Writes nothing.

    A fresh database gives the same ids and references, because both follow from the path
    `campaign/placement key/code key` and the brand's oldest secret.
    """
    brand, campaign = plan.brand.slug, plan.campaign.slug
    stored = {(code.placement, code.spec.key): code for code in catalog.codes(brand, campaign)}
    ids: set[int] = set()
    references: set[str] = set()

    def made() -> Iterator[Code]:
        for placement in plan.placements:
            for spec in placement.codes:
                old = stored.get((placement.key, spec.key))
                code = replace(old, spec=spec) if old else _new(placement, spec)
                ids.add(code.id)
                references.add(code.reference)
                yield code

    def _new(placement: Placement, spec: CodeSpec) -> Code:
        path = f"{campaign}/{placement.key}/{spec.key}"
        id = ring.mint(path, lambda id: id in ids or catalog.has_code(id))
        reference = ring.reference(
            path,
            lambda text: (
                text in references or catalog.code_by(brand, "reference", text) is not None
            ),
        )
        return Code(id, ring.token(id), reference, brand, campaign, placement.key, spec)

    return tuple(made())
