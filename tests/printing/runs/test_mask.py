"""The mask of a run, by the points of the standard as segno counts them."""

import re
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from segno.encoder import evaluate_mask

from app.printing.runs.affine import MASKS
from app.printing.runs.mask import best_mask, penalty
from tests.printing.runs.kit import a_run

SQUARES = st.integers(21, 33).flatmap(
    lambda side: arrays(np.uint8, (1, side, side), elements=st.integers(0, 1))
)


def of_segno(modules):
    return evaluate_mask([bytearray(row) for row in modules], len(modules), len(modules))


COUNTED = re.compile("(?=0000(?=1011101)|....10111010000)")


def twins(modules):
    """Whether two look-alikes of a finder share modules: segno then counts one of them only."""
    lines = ["".join(map(str, line)) for half in (modules, modules.T) for line in half]
    counted = (
        [
            found.start()
            for found in re.finditer("(?=0000(?=1011101)|....10111010000)", f"0000{line}0000")
        ]
        for line in lines
    )
    return any(b - a < 7 for starts in counted for a, b in pairwise(starts))


@settings(max_examples=30)
@given(SQUARES)
def test_points_of_any_square_are_those_of_segno(square):
    assert twins(square[0]) or penalty(square).tolist() == [of_segno(square[0])]


def test_points_of_real_symbols_are_those_of_segno():
    run = a_run()
    digits = run.digits(0, 100)[:, 8:]
    for mask in range(MASKS):
        symbols = run.encoder.encode(digits, mask)
        plain = [place for place, one in enumerate(symbols) if not twins(one)]
        assert len(plain) > 80
        assert penalty(symbols[plain]).tolist() == [of_segno(symbols[place]) for place in plain]


def test_the_mask_of_a_run_has_the_least_average_of_the_eight():
    run = a_run()
    digits = run.digits(0, 64)[:, 8:]
    averages = [penalty(run.encoder.encode(digits, mask)).mean() for mask in range(MASKS)]
    assert best_mask(run.encoder, digits) == int(np.argmin(averages))


def test_the_mask_depends_on_the_code_and_not_on_which_copies_are_asked_for():
    assert a_run(first=0, count=10).mask == a_run(first=90_000, count=10_000).mask
