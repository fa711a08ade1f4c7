"""Which printed thing a called number belongs to."""

from datetime import date

from app.channels import lines
from app.model import Brand, Campaign, Code, CodeSpec, ContactPoint, Placement, Plan

OWN = {"dijon": "+33111111111", "poster-a3": "+33122222222", "nowhere": "+33133333333"}
POINTS = {
    "phone": ContactPoint("phone", "call", {"number": "+33800123456", "numbers": OWN}),
    "sav": ContactPoint("sav", "call", {"number": "+33800123456"}),
    "web": ContactPoint("web", "web", {"url": "https://levain.example/"}),
}
PLAN = Plan(
    Brand("b", "B", "q.example", "https://example.org/"),
    Campaign("b", "c", "C", date(2027, 1, 1), date(2027, 2, 1)),
    POINTS,
    {},
    tuple(Placement(key, "poster-a3", key) for key in ("dijon", "lyon")),
)


def code(id: int, placement: str, kind: str) -> Code:
    return Code(id, "T", "R", "b", "c", placement, CodeSpec(kind, kind, "r", {}))


CODES = [code(1, "dijon", "qr"), code(2, "dijon", "call"), code(3, "lyon", "qr")]


def test_a_number_names_the_call_code_of_its_placement_or_all_codes_of_its_medium() -> None:
    assert lines.tracked(PLAN, CODES) == {"+33111111111": (2,), "+33122222222": (2,)}
    quiet = [entry for entry in CODES if entry.spec.kind != "call"]
    assert lines.tracked(PLAN, quiet)["+33122222222"] == (1, 3)


def test_a_shared_number_names_the_contact_points_whose_taps_lead_to_it() -> None:
    assert lines.shared(POINTS.values()) == {"+33800123456": frozenset({"phone", "sav"})}
