"""Why a model of all paths gives a report no conversions, in words."""

from app.i18n import _
from app.store import solved
from app.store.dimensions import DIMENSIONS
from app.store.history import Reader
from app.store.scope import Scope


def why_not(reader: Reader, scope: Scope) -> list[str]:
    """A note for a report whose model cannot answer; empty where its model can."""
    if not solved.is_solved(scope.model) or not solved.channels_of(scope):
        return []
    if not solved.can_split(scope):
        names = ", ".join(_(DIMENSIONS[name].label).lower() for name in solved.channels_of(scope))
        text = _("The model {model} shares conversions between codes: not by {names}.")
        return [text.format(model=scope.model, names=names)]
    solution = solved.solve(reader, scope)
    if solution.rows is not None:
        return []
    text = _(
        "Not enough data for the model {model}: it takes {wanted} conversions that came after"
        " several of the rows, there are {crossed}."
    )
    return [text.format(model=scope.model, wanted=solution.wanted, crossed=solution.crossed)]
