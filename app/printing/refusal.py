"""Refusals that several modules of printing share."""

from app.errors import Problem, Refused
from app.i18n import _


def bad_logo(what: str, instead: str) -> Refused:
    """The refusal of a logo file; both texts are message ids."""
    return Refused([Problem("bad-logo", _("logo"), _(what), _(instead))])
