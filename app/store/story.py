"""The story of one conversion, from the catalog: what came, its journey, its credits, its refunds.

Only what is stored is told; nothing is matched again.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from app.attribution.credits import Credit
from app.attribution.journeys import Touch
from app.errors import Missing
from app.i18n import _
from app.model import Conversion, Match
from app.store import credits

_ID = "SELECT id FROM conversion WHERE brand = ? AND "
_FIELDS = (
    "source, external_id, kind, ref, at, value_minor, currency, subject, reverses, contact_point"
)
_EVENT = f"""SELECT {_FIELDS}, code, evidence, strength, reason, received, variant
    FROM conversion WHERE id = ?"""  # noqa: S608
_PLACE = """SELECT token, code.reference, campaign.name, placement.medium, placement.place
    FROM code JOIN placement ON placement.brand = code.brand
    AND placement.campaign = code.campaign AND placement.key = code.placement
    JOIN campaign ON campaign.brand = code.brand AND campaign.slug = code.campaign
    WHERE code.id = ?"""


class Place(NamedTuple):
    """A code in the words of the campaign file."""

    token: str
    reference: str
    campaign: str
    medium: str
    place: str


class Event(NamedTuple):
    """A conversion as it is stored."""

    id: int
    conversion: Conversion
    match: Match
    received: int
    variant: str


class Story(NamedTuple):
    """What is known of one conversion.

    `touches` are those of its journey, oldest first, empty where it has none; `credits` stand by
    model. `original` is what it takes back; `reversals` take it back. `places` holds every code.
    """

    event: Event
    touches: Sequence[Touch]
    credits: Mapping[str, Sequence[Credit]]
    original: Event | None
    reversals: Sequence[Event]
    places: Mapping[int, Place]


def find(db: Database, brand: str, name: str) -> int:
    """The id of a conversion by its number, `SOURCE/EXTERNAL_ID`, or an external id of one source.

    Raises Missing, also where several sources have that external id.
    """
    source, slash, external_id = name.partition("/")
    ways: list[tuple[str, list[object]]] = [("external_id = ?", [name])]
    if slash:
        ways.insert(0, ("source = ? AND external_id = ?", [source, external_id]))
    if name.isdecimal():
        ways.append(("id = ?", [int(name)]))
    for where, values in ways:
        found = db.execute(_ID + where, [brand, *values]).fetchall()
        if len(found) == 1:
            return int(found[0][0])
        if found:
            text = _("several sources have a conversion {name}; give SOURCE/{name}")
            raise Missing(text.format(name=name), code="which-conversion")
    raise Missing(_("no conversion {name}").format(name=name), code="no-conversion")


def tell(db: Database, brand: str, id: int) -> Story:
    """The story of a conversion of a brand."""
    ask = credits.asking(db)
    event = _event(db, id)
    row, stored = event.conversion, credits.stored(ask, id)
    source = [brand, row.source]
    waited_for = _ids(db, "external_id = ? AND reverses IS NULL", [*source, row.reverses])
    taken_by = _ids(db, "reverses = ? ORDER BY +at, external_id", [*source, row.external_id])
    original = _event(db, waited_for[0]) if row.reverses and waited_for else None
    journey = credits.journey_of(ask, credits.read(ask, id)) if row.reverses is None else None
    touches = journey.path.touches if journey else ()
    codes = {touch.code for touch in touches}
    codes.update(credit.code for parts in stored.values() for credit in parts)
    codes.update({event.match.code} if event.match.code is not None else set())
    return Story(
        event=event,
        touches=touches,
        credits=stored,
        original=original,
        reversals=[_event(db, other) for other in taken_by],
        places={code: _place(db, code) for code in codes},
    )


def _ids(db: Database, where: str, values: Sequence[object]) -> list[int]:
    sql = f"SELECT id FROM conversion WHERE brand = ? AND source = ? AND {where}"  # noqa: S608
    return [row[0] for row in db.execute(sql, list(values))]


def _event(db: Database, id: int) -> Event:
    row = db.execute(_EVENT, [id]).fetchone()
    fields = dict(zip(_FIELDS.split(", "), row[:10], strict=True))
    return Event(id, Conversion(**fields), Match(*row[10:14]), row[14], row[15])


def _place(db: Database, code: int) -> Place:
    row = db.execute(_PLACE, [code]).fetchone()
    return Place(*row) if row else Place("", "", "", "", str(code))
