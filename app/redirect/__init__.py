"""Flow 2: a request becomes a visit, a decision, a scan on disk, an answer (`serve` is the flow).

Imports no Flask, Jinja, segno, Pillow or SQL; `front` hands in codes, pages and the journal.
"""
