"""/healthz: 200 once it can redirect. Trouble with recording is shouted, and redirects go on."""

import json

from app.redirect.answer import Answer
from app.redirect.commit import Committer
from app.redirect.serve import Flow


def report(flow: Flow, committer: Committer) -> Answer:
    """What works and what does not. `degraded` still redirects: do not take it out of service."""
    counters = flow.counters
    lost = counters.total("scans_lost")
    trouble = [committer.trouble] if committer.trouble else []
    body = {
        "status": "degraded" if trouble or lost else "ok",
        "codes": len(flow.finder.table),
        "revision": flow.finder.table.revision,
        "scans_waiting": counters.total("scans_waiting"),
        "scans_lost": lost,
        "trouble": trouble,
    }
    return Answer(200, {"content-type": "application/json"}, json.dumps(body).encode() + b"\n")
