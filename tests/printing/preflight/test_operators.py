"""Content streams against pikepdf's parser, which we did not write."""

import io
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.preflight.operators import content, name, operators

NUMBERS = st.decimals(-9999, 9999, places=3).map(lambda value: f"{value:f}")
NAMES = st.text("ABZaz09.-_", min_size=1, max_size=8).map(lambda text: f"/{text}")
STRINGS = st.text("ab 1()", max_size=8).map(
    lambda text: "(" + text.replace("(", "\\(").replace(")", "\\)") + ")"
)
HEX = st.binary(max_size=4).map(lambda data: f"<{data.hex()}>")
ARRAYS = st.lists(NUMBERS | STRINGS, max_size=4).map(lambda parts: f"[{' '.join(parts)}]")
OPERANDS = NUMBERS | NAMES | STRINGS | HEX | ARRAYS
OPERATORS = ("q", "Q", "cm", "m", "l", "c", "re", "f*", "TJ", "scn")
LINES = st.tuples(st.lists(OPERANDS, max_size=6), st.sampled_from(OPERATORS))


def parsed(data: bytes) -> list[tuple[str, int]]:
    """What pikepdf reads: each operator, and how many numbers stand right before it."""
    document = pikepdf.new()
    found = []
    for instruction in pikepdf.parse_content_stream(pikepdf.Stream(document, data)):
        plain = [item for item in instruction.operands if isinstance(item, int | Decimal)]
        found.append((str(instruction.operator), len(plain)))
    return found


def inside_brackets(operands: list[bytes]) -> list[bool]:
    depth, found = 0, []
    for operand in operands:
        depth += (operand == b"[") - (operand == b"]")
        found.append(depth > 0)
    return found


@given(st.lists(LINES, max_size=20))
def test_operators_and_their_numbers_are_those_that_pikepdf_reads(
    lines: list[tuple[list[str], str]],
) -> None:
    data = "\n".join(" ".join((*operands, operator)) for operands, operator in lines).encode()
    found = []
    for operator, operands in operators(data):
        nested = inside_brackets(operands)
        numbers = [
            operand
            for operand, inner in zip(operands, nested, strict=True)
            if not inner and operand[:1] in b"+-.0123456789"
        ]
        found.append((operator.decode(), len(numbers)))
    assert found == parsed(data)


def test_words_inside_strings_and_comments_are_no_operators() -> None:
    data = b"(f (BI) \\) re) Tj % q Q\n<66> Tj /BI gs"
    assert [operator for operator, _operands in operators(data)] == [b"Tj", b"Tj", b"gs"]


@pytest.mark.parametrize(
    "data", [b"BI /W 1 ID x EI", b"(never closed", b"q <00", b"0 " * 5_000_000]
)
def test_what_cannot_be_followed_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(operators(data))


def test_a_name_is_read_as_pikepdf_writes_it() -> None:
    assert name(b"/A#20B") == str(pikepdf.Object.parse(b"/A#20B")) == "/A B"


def test_the_parts_of_a_page_run_on_in_one() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    page = document.pages[0].obj
    page["/Contents"] = pikepdf.Array(
        [document.make_stream(b"1 0 0"), document.make_stream(b"rg f")]
    )
    kept = io.BytesIO()
    document.save(kept)
    with pikepdf.open(kept) as again:
        found = list(operators(content(again.pages[0].obj)))
    assert found == [(b"rg", [b"1", b"0", b"0"]), (b"f", [])]
