"""The list of models, how one is asked for, and all of them on ten thousand real paths."""

import csv
import gzip
import json
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path as File

import pytest

from app.attribution.journeys import Path, Touch, Trail
from app.attribution.models import MODELS, find, markov, rules, shapley
from app.errors import Missing

DATA = File(__file__).parents[2] / "data" / "attribution"
ORACLE = json.loads((DATA / "oracle.json").read_text())
TOUCHES = tuple(Touch(index, index, index) for index in range(3))
TRAILS = [Trail(("A", "B"), 3, 7), Trail(("B",), 1, 9), Trail(("A", "A", "B"), 2, 1)]


def test_every_model_has_one_way_to_work_and_one_name() -> None:
    for name, model in MODELS.items():
        assert model.name == name
        assert (model.weigh is None) is not (model.solve is None)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_credits_everything(name: str) -> None:
    model = find(name)
    if model.weigh:
        assert sum(map(Fraction, model.weigh(Path(2, TOUCHES)))) == 1
    if model.solve:
        assert float(sum(map(Fraction, model.solve(TRAILS).values()))) == pytest.approx(6)


def test_a_setting_after_the_colon_changes_the_model() -> None:
    decay = find("decay:1").weigh
    position = find("position:30/40/30").weigh
    order, transform = find("markov:2").solve, find("counterfactual:first").solve
    assert decay
    assert position
    assert order
    assert transform
    week = Path(0, (Touch(-86_400_000, 0, 0), Touch(0, 1, 1)))
    assert [float(weight) for weight in decay(week)] == pytest.approx([1 / 3, 2 / 3])
    assert position(Path(2, TOUCHES)) == [Fraction(3, 10), Fraction(2, 5), Fraction(3, 10)]
    assert order(TRAILS) == pytest.approx(markov.credit(TRAILS, 2))
    assert sum(map(Fraction, transform(TRAILS).values())) == pytest.approx(6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "best",
        "decay:",
        "decay:0",
        "decay:nan",
        "decay:-1",
        "decay:inf",
        "position:40/20",
        "position:1/2/3",
        "position:x/y/z",
        "position:0/100/0",
        "position:1e999/0/0",
        "position:1/0/1/0",
        "markov:0",
        "markov:x",
        "markov:6",
        "counterfactual:x",
        "last:2",
    ],
)
def test_what_is_no_model_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(Missing, match="there are first, last") as refused:
        find(text)
    assert refused.value.code == "unknown-model"


def _paths() -> list[Trail]:
    """The GPL-3 sample of ChannelAttribution, as mta 0.0.9 brings it."""
    package = find_spec("mta")
    assert package is not None
    assert package.submodule_search_locations
    data = File(package.submodule_search_locations[0]) / "data" / "data.csv.gz"
    with gzip.open(data, "rt") as file:
        return [
            Trail(
                tuple(row["path"].split(" > ")),
                int(row["total_conversions"]),
                int(row["total_null"]),
            )
            for row in csv.DictReader(file)
        ]


def _by_rule(weigh: rules.Weigh, trails: list[Trail]) -> dict[str, float]:
    found: dict[str, Fraction] = {}
    for trail in trails:
        touches = tuple(Touch(0, index, index) for index in range(len(trail.channels)))
        for channel, weight in zip(trail.channels, weigh(Path(0, touches)), strict=True):
            part = Fraction(weight) * trail.conversions
            found[str(channel)] = found.get(str(channel), Fraction(0)) + part
    return {channel: float(value) for channel, value in found.items()}


@pytest.mark.outside("mta")
def test_all_models_equal_the_published_figures_to_the_last_digit() -> None:
    trails = _paths()
    for name, weigh in (
        ("first", rules.first),
        ("last", rules.last),
        ("linear", rules.linear),
        ("position 40/20/40", rules.position()),
    ):
        assert _by_rule(weigh, trails) == pytest.approx(ORACLE[f"PathData {name}"], abs=5e-7)
    for order in (1, 2):
        oracle = ORACLE[f"PathData exact order {order}"]
        found = markov.effects(trails, order)
        assert found.rate == pytest.approx(oracle["p_conv"], abs=1e-15)
        assert found.removal == pytest.approx(oracle["removal"], abs=5e-9)
        assert markov.credit(trails, order) == pytest.approx(oracle["credit"], abs=5e-7)
    subset = {name: float(value) for name, value in shapley.subset(trails).items()}
    assert subset == pytest.approx(ORACLE["PathData shapley subset (conversions)"], abs=5e-7)
