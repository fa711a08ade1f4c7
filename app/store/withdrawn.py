"""A printed code taken out of service, and put back: it leads to the fallback page meanwhile."""

from sqlite_utils import Database


def withdraw(db: Database, brand: str, token: str, *, wanted: bool) -> bool:
    """Whether anything changed. Every redirect process knows within a second."""
    with db.conn:
        db.execute("BEGIN IMMEDIATE")
        done = db.execute(
            "UPDATE code SET withdrawn = ? WHERE brand = ? AND token = ? AND withdrawn <> ?",
            [int(wanted), brand, token, int(wanted)],
        )
        if done.rowcount:
            db.execute("UPDATE revision SET number = number + 1")
    return done.rowcount == 1
