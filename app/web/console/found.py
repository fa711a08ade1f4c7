"""What a URL of the console names, looked up within the brand of the page; 404 for all else."""

from datetime import date

from flask import abort

from app.model import Code, Plan
from app.store import places
from app.store.listed import by_token
from app.web import context
from app.web.campaigns.workspace import Workspace, workspace
from app.web.console import gate


def plans() -> list[Plan]:
    """Every campaign of the brand, newest first."""
    return sorted(context.catalog().plans(gate.brand().slug), key=_age, reverse=True)


def heads() -> list[Plan]:
    """Every campaign of the brand without its placements, newest first."""
    return sorted(places.heads(context.catalog().db, gate.brand().slug), key=_age, reverse=True)


def head(campaign: str) -> Plan:
    """A campaign without its placements."""
    found = places.heads(context.catalog().db, gate.brand().slug, campaign) if campaign else []
    return found[0] if found else abort(404)


def plan(campaign: str) -> Plan:
    """A campaign by its slug."""
    found = context.catalog().plans(gate.brand().slug, campaign) if campaign else []
    return found[0] if found else abort(404)


def _age(plan: Plan) -> tuple[date, str]:
    return plan.campaign.starts, plan.campaign.slug


def codes(campaign: str) -> list[Code]:
    """The codes of a campaign."""
    return context.catalog().codes(gate.brand().slug, campaign)


def code(token: str) -> tuple[Plan, Code]:
    """A code by its token, and its campaign."""
    found = by_token(context.catalog().db, gate.brand().slug, token) or abort(404)
    return plan(found.campaign), found


def space(campaign: str) -> Workspace:
    """The folder of a campaign's files."""
    return workspace(context.config().data, gate.brand().slug, campaign)
