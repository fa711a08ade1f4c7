"""Tokens by the batch are those that a Ring gives one by one."""

from hypothesis import given
from hypothesis import strategies as st

from app.printing.runs.mint import mint, text
from app.signing import MAX_SERIAL, Opened, Ring
from tests.printing.runs.kit import RING


@given(
    id=st.integers(0, 2**40 - 1),
    first=st.integers(0, MAX_SERIAL - 20),
    count=st.integers(1, 20),
    secrets=st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=3),
)
def test_a_batch_of_tokens_is_what_the_ring_gives_and_opens(id, first, count, secrets):
    ring = Ring("levain", secrets)
    made = text(mint(ring, id, first, count))
    serials = range(first, first + count)
    assert made == [ring.token(id, serial) for serial in serials]
    assert [ring.open(token) for token in made] == [Opened(id, serial) for serial in serials]


def test_the_worked_vector_of_the_readme():
    assert text(mint(RING, 0x0123456789, 42, 1)) == ["04HMASW90001A99ZG9ZG4"]
