"""The catalog's tables, step by step. `migrate` is run by one process, before any worker starts."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from app.store import changes, outgoing, pointers, pooled, schedules, sharing

catalog = Migrations("relais.catalog")


@catalog()
def first_tables(db: Database) -> None:
    """Brands to conversions. Lists and tables of a campaign file are stored as JSON text."""
    for statement in _FIRST.split(";\n"):
        db.execute(statement)


_FIRST = """
CREATE TABLE brand (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, host TEXT NOT NULL UNIQUE,
    fallback TEXT NOT NULL, languages TEXT NOT NULL, timezone TEXT NOT NULL,
    colour TEXT NOT NULL, byte_mode INTEGER NOT NULL, logo TEXT
) STRICT;
CREATE TABLE campaign (
    brand TEXT NOT NULL REFERENCES brand, slug TEXT NOT NULL, name TEXT NOT NULL,
    starts TEXT NOT NULL, ends TEXT NOT NULL, budget_minor INTEGER, currency TEXT,
    phase TEXT NOT NULL, rewarded INTEGER NOT NULL,
    PRIMARY KEY (brand, slug)
) STRICT;
CREATE TABLE contact_point (
    brand TEXT NOT NULL, campaign TEXT NOT NULL, key TEXT NOT NULL,
    channel TEXT NOT NULL, options TEXT NOT NULL,
    PRIMARY KEY (brand, campaign, key)
) STRICT;
CREATE TABLE route (
    brand TEXT NOT NULL, campaign TEXT NOT NULL, key TEXT NOT NULL, rules TEXT NOT NULL,
    PRIMARY KEY (brand, campaign, key)
) STRICT;
CREATE TABLE placement (
    brand TEXT NOT NULL, campaign TEXT NOT NULL, key TEXT NOT NULL, medium TEXT NOT NULL,
    place TEXT NOT NULL, city TEXT NOT NULL, latitude REAL, longitude REAL,
    quantity INTEGER NOT NULL, cost_minor INTEGER, currency TEXT,
    starts TEXT, ends TEXT, language TEXT NOT NULL,
    PRIMARY KEY (brand, campaign, key)
) STRICT;
CREATE TABLE code (
    id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, reference TEXT NOT NULL,
    brand TEXT NOT NULL, campaign TEXT NOT NULL, placement TEXT NOT NULL,
    key TEXT NOT NULL, kind TEXT NOT NULL, route TEXT NOT NULL,
    call_to_action TEXT NOT NULL, alias TEXT, serials INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0,
    UNIQUE (brand, campaign, placement, key),
    UNIQUE (brand, reference),
    UNIQUE (brand, alias)
) STRICT;
CREATE TABLE revision (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL) STRICT;
INSERT INTO revision VALUES (1, 1);
CREATE TABLE salt (day TEXT PRIMARY KEY, salt BLOB NOT NULL) STRICT;
CREATE TABLE api_key (
    id INTEGER PRIMARY KEY, brand TEXT NOT NULL REFERENCES brand, name TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE, scopes TEXT NOT NULL, created INTEGER NOT NULL,
    last_used INTEGER, revoked INTEGER
) STRICT;
CREATE TABLE conversion (
    id INTEGER PRIMARY KEY, brand TEXT NOT NULL REFERENCES brand, source TEXT NOT NULL,
    external_id TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, at INTEGER NOT NULL,
    received INTEGER NOT NULL, value_minor INTEGER, currency TEXT, subject TEXT,
    reverses TEXT, contact_point TEXT NOT NULL, body BLOB NOT NULL,
    code INTEGER, campaign TEXT, placement TEXT, medium TEXT,
    evidence TEXT NOT NULL, strength TEXT NOT NULL, reason TEXT NOT NULL,
    UNIQUE (brand, source, external_id)
) STRICT;
CREATE INDEX conversion_at ON conversion (brand, at);
CREATE TABLE credit (
    conversion INTEGER NOT NULL REFERENCES conversion, model TEXT NOT NULL,
    code INTEGER NOT NULL, share INTEGER NOT NULL, value_minor INTEGER,
    PRIMARY KEY (conversion, model, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_code ON credit (model, code)
"""


@catalog()
def credits_and_journeys(db: Database) -> None:
    """What credits are worked out from: the variant, shared matches, people's journeys, consent.

    `likely` is JSON [[code, millionths], …] of a match that several codes share; `frozen` credits
    are no longer worked out anew, since the person they were worked out from is erased.
    """
    for statement in _CREDITS.split(";\n"):
        db.execute(statement)


_CREDITS = """
ALTER TABLE conversion ADD COLUMN variant TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN likely TEXT NOT NULL DEFAULT '';
ALTER TABLE conversion ADD COLUMN frozen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversion_subject ON conversion (brand, subject, at) WHERE subject IS NOT NULL;
CREATE INDEX conversion_reverses ON conversion (brand, source, reverses)
    WHERE reverses IS NOT NULL;
CREATE TABLE consent (
    brand TEXT NOT NULL REFERENCES brand, subject TEXT NOT NULL, code INTEGER NOT NULL,
    at INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (brand, subject)
) STRICT, WITHOUT ROWID
"""


@catalog()
def looks_of_codes(db: Database) -> None:
    """The look of a brand's and of a code's symbols, and the brand's output profile."""
    db.execute("ALTER TABLE brand ADD COLUMN profile TEXT")
    db.execute("ALTER TABLE brand ADD COLUMN style TEXT NOT NULL DEFAULT '{}'")
    db.execute("ALTER TABLE code ADD COLUMN style TEXT NOT NULL DEFAULT '{}'")


@catalog()
def clicks_of_other_shorteners(db: Database) -> None:
    """How many clicks of a link and UTC day (ms) were taken over, so that none is taken twice."""
    db.execute(
        "CREATE TABLE taken_over (brand TEXT NOT NULL REFERENCES brand, source TEXT NOT NULL, "
        "code INTEGER NOT NULL, day INTEGER NOT NULL, clicks INTEGER NOT NULL, "
        "PRIMARY KEY (brand, source, code, day)) STRICT, WITHOUT ROWID"
    )


@catalog()
def outgoing_webhooks(db: Database) -> None:
    """Webhooks, what happened that they want to know, and what was sent to each."""
    for statement in outgoing.STATEMENTS:
        db.execute(statement)


@catalog()
def queues_and_alarms(db: Database) -> None:
    """The waits that call centres report (seconds), and what somebody should look at."""
    for statement in _ALARMS.split(";\n"):
        db.execute(statement)


# A closed alarm keeps its row; the same trouble later opens another one.
_ALARMS = """
CREATE TABLE queue (
    brand TEXT NOT NULL REFERENCES brand, point TEXT NOT NULL, seconds INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (brand, point)
) STRICT, WITHOUT ROWID;
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL, kind TEXT NOT NULL, code INTEGER,
    what TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
    closed INTEGER
) STRICT;
CREATE UNIQUE INDEX alarm_open ON alarm (brand, kind, coalesce(code, -1), what)
    WHERE closed IS NULL
"""


@catalog()
def two_secrets_of_a_webhook(db: Database) -> None:
    """The salt of the secret before the present one, and until when (ms) it signs too."""
    db.execute("ALTER TABLE webhook ADD COLUMN old_salt BLOB")
    db.execute("ALTER TABLE webhook ADD COLUMN old_until INTEGER NOT NULL DEFAULT 0")


@catalog()
def changed_conversions(db: Database) -> None:
    """Which conversions the counts kept beside the history have yet to follow."""
    for statement in changes.STATEMENTS:
        db.execute(statement)


@catalog()
def changes_of_codes(db: Database) -> None:
    """The log by which the redirect learns of edits without reading every code again."""
    pointers.make(db)


@catalog()
def shared_and_sent_reports(db: Database) -> None:
    """Links to reports, and reports that are sent by themselves."""
    for statement in f"{sharing.TABLE};\n{schedules.TABLE}".split(";\n"):
        db.execute(statement)


@catalog()
def numbers_to_print(db: Database) -> None:
    """The telephone numbers that a brand holds to give to placements."""
    for statement in pooled.STATEMENTS:
        db.execute(statement)


@catalog()
def regions_and_reach(db: Database) -> None:
    """Where a placement stands at large, and how many people it is said to reach."""
    db.execute("ALTER TABLE placement ADD COLUMN region TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE placement ADD COLUMN reach INTEGER")
