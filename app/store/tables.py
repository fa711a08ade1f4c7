"""The tables of the counts that standing reports read, as steps of the history."""

from app.model import CLASSES

_CLASS_COLUMNS = ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in CLASSES)
_SUMS = "n INTEGER NOT NULL, share INTEGER NOT NULL, value INTEGER NOT NULL"

# Every brand is counted anew after this (app.store.recount).
STANDING = f"""
    CREATE TABLE medium_day (
        brand TEXT, day INTEGER, medium TEXT, {_CLASS_COLUMNS},
        PRIMARY KEY (brand, day, medium)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE campaign_day (
        brand TEXT, campaign TEXT, day INTEGER, {_CLASS_COLUMNS},
        PRIMARY KEY (brand, campaign, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE line_month (
        line INTEGER NOT NULL, month INTEGER NOT NULL, {_CLASS_COLUMNS},
        PRIMARY KEY (line, month)
    ) STRICT, WITHOUT ROWID;
    DROP TABLE sketch;
    CREATE TABLE sketch (
        brand TEXT, dimension TEXT, value TEXT, day INTEGER, visitors BLOB NOT NULL,
        PRIMARY KEY (brand, dimension, value, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sketch_month (
        brand TEXT, dimension TEXT, value TEXT, month INTEGER, visitors BLOB NOT NULL,
        PRIMARY KEY (brand, dimension, value, month)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE credit_line (
        id INTEGER PRIMARY KEY, grain INTEGER NOT NULL, brand TEXT NOT NULL,
        campaign TEXT NOT NULL, medium TEXT NOT NULL, placement TEXT NOT NULL,
        contact_point TEXT NOT NULL, conversion TEXT NOT NULL, evidence TEXT NOT NULL,
        strength TEXT NOT NULL, variant TEXT NOT NULL, currency TEXT NOT NULL,
        UNIQUE (brand, grain, campaign, medium, placement, contact_point, conversion, evidence,
            strength, variant, currency)
    ) STRICT;
    CREATE TABLE credited (
        line INTEGER NOT NULL, at INTEGER NOT NULL, conversion_id INTEGER NOT NULL,
        model TEXT NOT NULL, code INTEGER NOT NULL, {_SUMS}, day INTEGER NOT NULL,
        PRIMARY KEY (line, at, conversion_id, model, code)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX credited_conversion ON credited (conversion_id);
    CREATE TABLE credit_day (
        line INTEGER NOT NULL, day INTEGER NOT NULL, model TEXT NOT NULL, {_SUMS},
        PRIMARY KEY (line, day, model)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE credit_month (
        line INTEGER NOT NULL, month INTEGER NOT NULL, model TEXT NOT NULL, {_SUMS},
        PRIMARY KEY (line, month, model)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE credit_seen (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL) STRICT;
    UPDATE zone SET name = ''
"""  # noqa: S608 - no input

# The human visitors of a sealed file by brand; a file without a row is asked itself.
PEOPLE = """
    CREATE TABLE sealed_people (
        file TEXT, brand TEXT, visitors INTEGER NOT NULL,
        PRIMARY KEY (file, brand)
    ) STRICT, WITHOUT ROWID
"""
