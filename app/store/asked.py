"""Credits of a model that nobody stored, such as `decay:14`: worked out for one report.

They stand in a temporary table of the report's snapshot, beside those of last touch; only the
conversions whose path knows several codes are worked out.
"""

import json
from collections.abc import Sequence
from typing import Any

from app.attribution.models import find
from app.store import credits
from app.store.history import Reader, Select
from app.store.journeys import Ask

STORED_IN = "cat.credit"
_ASKED = "asked_credit"
_SEVERAL = """SELECT id FROM cat.conversion AS c WHERE brand = ? AND reverses IS NULL
    AND EXISTS (SELECT 1 FROM cat.credit WHERE conversion = c.id AND model = 'first')"""


def table(reader: Reader, brand: str, model: str) -> str:
    """The table that holds the credits of a model; those of last touch stand in it too.

    Raises Missing for no model. A model of all paths is not for this: see app.store.solved.
    """
    if model in credits.STORED:
        return STORED_IN
    there = "SELECT 1 FROM sqlite_temp_master WHERE name = ?"
    if not reader.all(Select(there, [_ASKED])):
        _fill(reader, brand, model)
    return _ASKED


def asking(reader: Reader) -> Ask:
    """A report's snapshot as what journeys are read from."""
    return lambda sql, values: reader.all(Select(sql, list(values)))


def _fill(reader: Reader, brand: str, model: str) -> None:
    reader.all(
        Select(
            f"CREATE TEMP TABLE {_ASKED} (conversion INTEGER, model TEXT, code INTEGER, "
            "share INTEGER, value_minor INTEGER, PRIMARY KEY (conversion, model, code)) "
            "WITHOUT ROWID",
            [],
        )
    )
    last = f"""INSERT INTO {_ASKED} SELECT k.* FROM cat.credit AS k JOIN cat.conversion AS c
        ON c.id = k.conversion WHERE k.model = 'last' AND c.brand = ?"""  # noqa: S608 - ours
    reader.all(Select(last, [brand]))
    rows = [
        row for (id,) in reader.all(Select(_SEVERAL, [brand])) for row in _rows(reader, id, model)
    ]
    fill = f"""INSERT INTO {_ASKED} SELECT value ->> 0, ?, value ->> 1, value ->> 2, value ->> 3
        FROM json_each(?)"""  # noqa: S608 - ours
    reader.all(Select(fill, [model, json.dumps(rows)]))


def _rows(reader: Reader, id: int, model: str) -> list[Sequence[Any]]:
    """The credits of a conversion and of what reverses it."""
    ask, weigh = asking(reader), find(model).weigh
    row = credits.read(ask, id)
    if weigh is None or row.frozen:
        # Whose journey was erased keeps what was stored under the model's usual setting.
        found = credits.stored(ask, id).get(model.partition(":")[0], [])
        whole: credits.Credits = {model: found}
    else:
        whole = credits.weighed(row, credits.journey_of(ask, row), {model: weigh})
    mirrored = {id: whole, **credits.mirrors(ask, row, whole)}
    return [
        (conversion, *credit)
        for conversion, parts in mirrored.items()
        for credit in parts.get(model, ())
    ]
