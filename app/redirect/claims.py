"""The files of `/.well-known` by which the brands' apps claim links, made once for each table.

Apple and Google fetch them without following redirects, and want JSON (app.channels.association).
"""

from collections.abc import Mapping

from app.channels import association
from app.redirect.answer import Answer
from app.redirect.table import Table

FOLDER = "/.well-known/"
_FILES = {association.APPLE_PATH: association.apple, association.ANDROID_PATH: association.android}


def claims(table: Table) -> Mapping[tuple[str, str], Answer]:
    """The answers by brand and path; nothing where no app of a brand claims its host."""
    found: dict[tuple[str, str], Answer] = {}
    for slug, brand in table.brands.items():
        points = [point for plan in table.plans[slug] for point in plan.contact_points.values()]
        for path, make in _FILES.items():
            body = make(points, brand.host)
            if body is not None:
                found[slug, path] = Answer(200, {"content-type": "application/json"}, body)
    return found
