"""The files of a campaign: made, proved, approved, downloaded."""

from typing import Any

from flask import Response, abort, redirect, request, send_file, url_for

from app.i18n import language
from app.web import context
from app.web.campaigns import draft, job, release, toml
from app.web.campaigns.workspace import Workspace, check
from app.web.console import found, gate
from app.web.people import Verdict


@gate.page("/<brand>/c/<campaign>/make", "edit", "POST")
def make_files(brand: str, campaign: str) -> Any:
    """Begin to draw every printable; a campaign that came by the command line gets its file."""
    place = found.space(campaign)
    if not place.text():
        write_out(place, campaign)
    job.start(place, context.config(), language())
    gate.note("make", campaign)
    return redirect(url_for("console.campaign", brand=brand, campaign=campaign), 303)


def write_out(place: Workspace, campaign: str) -> str:
    """The file of a campaign that has none here, from the catalog; checked before it is kept."""
    text = toml.write(draft.document(found.plan(campaign), found.codes(campaign)))
    check(text, {}, gate.brand().slug, place, gate.brand())
    place.save(text, {})
    return text


@gate.page("/<brand>/c/<campaign>/proof.pdf", "see")
def proof(brand: str, campaign: str) -> Response:
    """The proof to sign."""
    path = found.space(campaign).made / "proof.pdf"
    if not path.is_file():
        abort(404)
    return send_file(path, mimetype="application/pdf", download_name=f"{campaign}-proof.pdf")


@gate.page("/<brand>/c/<campaign>/judge", "approve", "POST")
def judge(brand: str, campaign: str) -> Any:
    """Approve or refuse what was made; it holds for exactly these files."""
    digest = release.digest(found.space(campaign))
    if not digest:
        abort(404)
    approved = request.form.get("approved") == "1"
    remark = request.form.get("remark", "").strip()
    verdict = Verdict(context.now(), gate.person().name, approved, remark, digest)
    gate.records().judge(brand, campaign, verdict)
    gate.note("approve" if approved else "refuse", f"{campaign} {digest[:12]} {remark}")
    return redirect(url_for("console.campaign", brand=brand, campaign=campaign), 303)


@gate.page("/<brand>/c/<campaign>/files.zip", "print")
def download(brand: str, campaign: str) -> Response:
    """Everything made, once it is approved."""
    place = found.space(campaign)
    digest = release.digest(place)
    verdict = gate.records().verdict(brand, campaign, digest) if digest else None
    if verdict is None or not verdict.approved:
        abort(403)
    gate.note("download", f"{campaign} {digest[:12]}")
    return _zip(place, campaign, verdict.person)


@gate.page("/<brand>/c/<campaign>/files-unapproved.zip", "approve", "POST")
def download_anyway(brand: str, campaign: str) -> Response:
    """Everything made, without approval: who does it and why is written down."""
    place = found.space(campaign)
    why = request.form.get("why", "").strip()
    if not why or not release.digest(place):
        abort(400)
    gate.note("download-unapproved", f"{campaign} {release.digest(place)[:12]} {why}")
    return _zip(place, campaign, "")


def _zip(place: Workspace, campaign: str, approved_by: str) -> Response:
    archive = release.archive(place, approved_by)
    return send_file(
        archive, mimetype="application/zip", as_attachment=True, download_name=f"{campaign}.zip"
    )
