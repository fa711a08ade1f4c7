"""Which conversions a report must look at again: a list that triggers keep in the catalog.

`changed` holds each conversion once, under the number of its latest change. Whatever door a change
came by, it is noted in the same transaction; app.store.tally follows the numbers. A conversion that
is reversed changes its reversals too, since what is left of it decides what they count.
"""

_NOTE = """
    DELETE FROM changed WHERE conversion IN ({ids});
    INSERT INTO changed (conversion) {ids};"""


def _family(row: str) -> str:
    """SQL of a conversion, its reversals, and those that reverse the same as it does."""
    return (
        f"SELECT {row}.id UNION SELECT id FROM conversion WHERE brand = {row}.brand "  # noqa: S608
        f"AND source = {row}.source AND reverses IS NOT NULL "
        f"AND reverses = coalesce({row}.reverses, {row}.external_id)"
    )


def _trigger(name: str, event: str, *ids: str) -> str:
    notes = "".join(_NOTE.format(ids=each) for each in ids)
    return f"CREATE TRIGGER {name} AFTER {event} BEGIN{notes}\nEND"


# Columns that no report reads are left out: a person who is erased changes no count.
_SEEN = (
    "brand, source, external_id, reverses, kind, at, value_minor, currency, contact_point, code, "
    "campaign, placement, medium, evidence, strength, variant"
)
# A credit that is not the conversion's own code's takes campaign and medium from the catalog.
_OF_PLACEMENT = """SELECT DISTINCT k.conversion FROM code AS d JOIN credit AS k ON k.code = d.id
    WHERE d.brand = NEW.brand AND d.campaign = NEW.campaign AND d.placement = NEW.key"""

STATEMENTS = (
    "CREATE TABLE changed (seq INTEGER PRIMARY KEY AUTOINCREMENT, "
    "conversion INTEGER NOT NULL UNIQUE) STRICT",
    "INSERT INTO changed (conversion) SELECT id FROM conversion ORDER BY id",
    _trigger("changed_by_insert", "INSERT ON conversion", _family("NEW")),
    _trigger(
        "changed_by_update", f"UPDATE OF {_SEEN} ON conversion", _family("OLD"), _family("NEW")
    ),
    _trigger("changed_by_delete", "DELETE ON conversion", _family("OLD")),
    _trigger("changed_by_credit", "INSERT ON credit", "SELECT NEW.conversion"),
    _trigger("changed_by_other_credit", "UPDATE ON credit", "SELECT NEW.conversion"),
    _trigger("changed_by_no_credit", "DELETE ON credit", "SELECT OLD.conversion"),
    _trigger(
        "changed_by_placement",
        "UPDATE OF medium ON placement WHEN OLD.medium IS NOT NEW.medium",
        _OF_PLACEMENT,
    ),
)
