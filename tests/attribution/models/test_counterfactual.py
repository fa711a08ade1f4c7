"""The counterfactual model against Google's own expected figures, customer by customer."""

import csv
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attribution.journeys import Trail
from app.attribution.models import counterfactual
from app.attribution.models.transforms import TRANSFORMS, exposure, first, frequency, unique

FIXTURES = File(__file__).parents[2] / "data" / "attribution" / "fractribution"
PATH = tuple("DABBCDCC")


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["unique", "exposure", "first", "frequency"])
def test_all_customers_of_fractribution_get_their_expected_credits(name: str) -> None:
    trails = [
        Trail(
            tuple(row["path"].split(" > ")),
            int(row["total_conversions"]),
            int(row["total_non_conversions"]),
        )
        for row in rows("example_path_summary.csv")
    ]
    fitted = counterfactual.fit(trails, TRANSFORMS[name])
    expected = {row["customer_id"]: row for row in rows(f"expected_{name}_fit.csv")}
    customers = rows("customers.csv")
    assert len(customers) == len(expected) == 1983
    for customer in customers:
        found = counterfactual.share(fitted, tuple(customer["path"].split(" > ")))
        row = expected[customer["customer_id"]]
        wanted = {name.upper(): float(row[name]) for name in "abcdefghijk" if float(row[name])}
        given = {str(channel): part for channel, part in found.items() if part}
        assert given == pytest.approx(wanted, abs=1e-15)


def test_the_transforms_shorten_as_their_documentation_shows() -> None:
    assert unique(PATH) == PATH
    assert exposure(PATH) == tuple("DABCDC")
    assert first(PATH) == tuple("DABC")
    assert frequency(PATH) == (("D", 2), ("A", 1), ("B", 2), ("C", 3))


def test_a_path_that_was_never_seen_goes_to_its_last_touch() -> None:
    fitted = counterfactual.fit([Trail(("A",), 1, 1)])
    assert counterfactual.share(fitted, ("B", "C")) == {"B": 0.0, "C": 1.0}


def test_a_channel_that_is_a_pair_itself_is_not_taken_for_a_count() -> None:
    pair = ("levain", 3)
    fitted = counterfactual.fit([Trail((pair,), 1, 1)], frequency)
    assert counterfactual.share(fitted, (pair, pair)) == {pair: 1.0}


channels = st.lists(st.sampled_from("ABCD"), min_size=1, max_size=6).map(tuple)
trails = st.lists(
    st.builds(Trail, channels, st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=12
)


@given(trails, st.sampled_from(sorted(TRANSFORMS)))
def test_all_conversions_are_shared_out(trails, name) -> None:
    credit = counterfactual.credit(trails, TRANSFORMS[name])
    assert sum(credit.values()) == pytest.approx(sum(trail.conversions for trail in trails))
    assert min(credit.values()) >= 0
