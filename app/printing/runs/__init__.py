"""Long serialised runs: one row of the catalog, up to 33 million numbered copies of a code.

    find -> Run -> write: tokens (mint) -> symbols (affine) -> one part of a file -> spool

A part is whole lines, files or pages. What it holds depends on the run and on where it begins, and
on nothing else, so that a run which was killed goes on where it stopped with the same bytes.
"""
