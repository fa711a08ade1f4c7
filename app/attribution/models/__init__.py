"""The attribution models: an explicit list, and how to ask for one with other settings.

A rule weighs one path and can be stored with its conversion. A solution needs all paths of a
report, those without conversion included, and credits channels rather than touches.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from app.attribution.journeys import Trail
from app.attribution.models import counterfactual, rules, shapley
from app.attribution.models.rules import Weigh
from app.attribution.models.transforms import TRANSFORMS
from app.attribution.shares import Weight
from app.errors import Missing
from app.i18n import _

Solve = Callable[[Sequence[Trail]], Mapping[Hashable, Weight]]
"""All trails of a report -> conversions credited to each channel."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model: exactly one of `weigh` and `solve` is given. `label` is an English message id."""

    name: str
    label: str
    weigh: Weigh | None = None
    solve: Solve | None = None


def _markov(trails: Sequence[Trail], order: int = 1) -> Mapping[Hashable, Weight]:
    from app.attribution.models import markov  # numpy: 100 ms, so only where it is needed

    return markov.credit(trails, order)


MODELS: Mapping[str, Model] = {
    model.name: model
    for model in (
        Model("first", "First touch", rules.first),
        Model("last", "Last touch", rules.last),
        Model("last-non-direct", "Last non-direct touch", rules.last_non_direct),
        Model("linear", "Linear", rules.linear),
        Model("decay", "Time decay", rules.decay()),
        Model("position", "Position-based", rules.position()),
        Model("w", "W-shaped", rules.w),
        Model("markov", "Markov chain (removal effect)", solve=_markov),
        Model("shapley", "Shapley value", solve=shapley.subset),
        Model("shapley-rate", "Shapley value of conversion rates", solve=shapley.rate),
        Model("counterfactual", "Counterfactual", solve=counterfactual.credit),
    )
}


def find(text: str) -> Model:
    """The model `text` names, with a setting after a colon if it takes one.

    `decay:14` (half-life in days), `position:30/40/30` (percent), `markov:2` (order),
    `counterfactual:first` (path transform). Raises Missing, naming those there are.
    """
    name, colon, setting = text.partition(":")
    model = MODELS.get(name)
    try:
        if model and colon:
            return _set(model, text, setting)
    except (ValueError, KeyError, ZeroDivisionError, OverflowError):
        model = None
    if model is None:
        there = ", ".join((*MODELS, "decay:14", "position:30/40/30", "markov:2"))
        message = _("no model {name}; there are {models}").format(name=text, models=there)
        raise Missing(message, code="unknown-model")
    return model


def _set(model: Model, text: str, setting: str) -> Model:
    if model.name == "decay":
        return Model(text, model.label, rules.decay(float(setting)))
    if model.name == "position":
        start, middle, end = (Fraction(part) for part in setting.split("/"))
        if start + middle + end != 100:
            raise ValueError("three percentages that sum to 100")
        return Model(text, model.label, rules.position(start / 100, end / 100))
    if model.name == "markov":
        return Model(text, model.label, solve=partial(_markov, order=_order(setting)))
    if model.name == "counterfactual":
        transform = TRANSFORMS[setting]
        return Model(text, model.label, solve=partial(counterfactual.credit, transform=transform))
    raise ValueError(f"{model.name} takes no setting")


def _order(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 5:
        raise ValueError("an order of 1 to 5")
    return int(text)
