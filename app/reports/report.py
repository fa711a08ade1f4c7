"""The finished report: a value that every output shows and none changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.reports.query import Query

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows. `label` is a message id; `kind` that of a Dimension or a Measure."""

    key: str
    label: str
    kind: str
    is_dimension: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Rows by the query's dimensions and what stands beside them.

    A row maps column keys to cells (see Measure for their shapes); None is "not known", never 0.
    `unattributed` are conversions of no code, `orphans` scans of no code we know. In `totals`
    conversions and value are those of the rows and the unattributed together; visitors are counted
    anew, for one person may stand in several rows. `titles` hold names that people gave
    (dimension -> key -> name). `coverage` says what the numbers rest on; its `notes` are sentences.
    """

    query: Query
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unattributed: Row
    orphans: Row
    totals: Row
    coverage: Mapping[str, Any]
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
