"""App Store installs: App Analytics tells totals by campaign (`ct`) and day, never single ones.

Each counted install becomes one row with a number, so that a later, larger export adds only what is
new. Apple shows a campaign from five installs on: small placements stay unseen. Columns are named
in the map (`date`, `campaign`, `installs`), since the export's differ by report.
Source: App Store Connect help, "Campaign links".
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app import sheet
from app.errors import Problem
from app.i18n import _
from app.inbound.calllog import Found, Settings
from app.inbound.door import Keys, clean, numbered
from app.model import Conversion

_MOST = 100_000


def read(data: bytes, name: str, keys: Keys, settings: Settings) -> Found:
    """Installs by campaign and day. Raises Refused for a file that is no such table."""
    synonyms = {
        theirs.strip().lower().replace(" ", "_"): ours for ours, theirs in settings.columns.items()
    }
    table = sheet.read(data, name, required=("date", "campaign", "installs"), synonyms=synonyms)
    found, problems = [], []
    for line in table.lines:
        where = f"{name}:{line.number}"
        cells = line.cells
        try:
            day = date.fromisoformat(cells["date"][:10])
            count = int(cells["installs"].replace(",", "") or 0)
            if not 0 <= count <= _MOST:
                raise ValueError(count)
        except ValueError:
            what = _("holds no date and number of installs.")
            problems.append(Problem("bad-row", where, what))
            continue
        ref = clean(cells["campaign"])
        for place in range(count if ref else 0):
            row = _install(ref, day, place, settings.zone, keys)
            found.append(numbered(where, row))
    return found, problems


def _install(ref: str, day: date, place: int, zone: ZoneInfo, keys: Keys) -> Conversion:
    noon = datetime.combine(day, time(12), zone).astimezone(UTC)
    return Conversion(
        source="app-store",
        external_id=f"{ref}:{day.isoformat()}:{place}",
        kind="install",
        ref=ref,
        at=int(noon.timestamp() * 1000),
        contact_point=keys.contact_point,
    )
