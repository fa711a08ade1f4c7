"""The layout of QR symbols, with segno (which we did not write) as the judge."""

import numpy as np
import pytest
import segno
from segno import consts

from app.printing import structure

LEVELS = {
    "L": consts.ERROR_LEVEL_L,
    "M": consts.ERROR_LEVEL_M,
    "Q": consts.ERROR_LEVEL_Q,
    "H": consts.ERROR_LEVEL_H,
}


@pytest.mark.parametrize("version", range(1, 41))
def test_blocks_of_every_level_are_those_of_the_standard(version: int) -> None:
    for level, key in LEVELS.items():
        expected = [
            (group.num_total, group.num_total - group.num_data)
            for group in consts.ECC[version][key]
            for _block in range(group.num_blocks)
        ]
        found = structure.blocks(version, level)
        assert [(len(places), found.check) for places in found.places] == expected


@pytest.mark.parametrize("version", range(2, 41))
def test_alignment_patterns_stand_where_the_standard_puts_them(version: int) -> None:
    assert structure.alignment_centres(version) == list(consts.ALIGNMENT_POS[version - 2])


@pytest.mark.parametrize("version", [1, 2, 3, 6, 7, 10, 14, 21, 32, 40])
@pytest.mark.parametrize("mask", range(8))
def test_a_symbol_read_into_codewords_and_drawn_again_is_the_same(version: int, mask: int) -> None:
    for level in LEVELS:
        made = segno.make_qr("RELAIS", version=version, error=level, mask=mask, boost_error=False)
        matrix = np.array([list(row) for row in made.matrix], dtype=bool)
        words = structure.codewords(matrix, version, mask)
        assert (structure.draw(words, version, level, mask) == matrix).all()
