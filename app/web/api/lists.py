"""What a brand has, page by page: campaigns, placements, codes, routes, conversions …"""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from app.errors import Missing
from app.model import KINDS, Brand
from app.store import pages, rows
from app.store.listed import tokens
from app.web import context
from app.web.api import asked, shapes
from app.web.api.access import Caller
from app.web.api.answers import answer
from app.web.api.asked import parameter
from app.web.api.endpoint import Endpoint, endpoint
from app.web.api.schemas import listing, ref

_CAMPAIGN = parameter("campaign", "only those of this campaign, by its slug")
_PLACEMENT = parameter("placement", "only those of this placement, by its key")


def _spec(path: str, summary: str, name: str, *filters: asked.Parameter, tag: str) -> Endpoint:
    return Endpoint(
        "GET",
        path,
        summary,
        "read",
        {200: (summary, {"application/json": listing(name)})},
        parameters=(*asked.PAGING, *filters),
        problems=(422,),
        tag=tag,
    )


def _one(path: str, summary: str, name: str, tag: str) -> Endpoint:
    return Endpoint(
        "GET",
        path,
        summary,
        "read",
        {200: (summary, {"application/json": ref(name)})},
        problems=(404,),
        tag=tag,
    )


def _listed(
    caller: Caller, table: str, shown: Callable[[dict[str, Any]], Any], **filters: object
) -> Response:
    """A page of a table; a filter is named as its parameter."""
    db = context.catalog().db
    wanted = {name: value for name, value in filters.items() if value is not None}
    return asked.rows(
        lambda after, limit: pages.page(db, table, caller.brand, wanted, after, limit), shown
    )


def owner(caller: Caller) -> Brand:
    """The brand of a key."""
    return next(one for one in context.catalog().brands() if one.slug == caller.brand)


@endpoint(_spec("/brands", "The brand of the key", "Brand", tag="brands"))
def list_brands(caller: Caller) -> Response:
    """A list of one, so that a client need not know the name."""
    return answer({"data": [shapes.brand(owner(caller))], "next": None})


@endpoint(_one("/brands/<brand>", "One brand", "Brand", "brands"))
def read_brand(caller: Caller, brand: str) -> Response:
    """The brand of the key; any other is not there."""
    if brand != caller.brand:
        raise Missing("There is no such brand.")
    return answer(shapes.brand(owner(caller)))


@endpoint(_spec("/campaigns", "Campaigns by slug", "Campaign", tag="campaigns"))
def list_campaigns(caller: Caller) -> Response:
    """Every campaign of the brand."""
    return _listed(caller, "campaign", shapes.campaign)


@endpoint(_spec("/placements", "Placements", "Placement", _CAMPAIGN, tag="placements"))
def list_placements(caller: Caller) -> Response:
    """Every placement of the brand, or of one campaign."""
    return _listed(caller, "placement", shapes.placement, campaign=request.args.get("campaign"))


@endpoint(_spec("/contact-points", "Contact points", "ContactPoint", _CAMPAIGN, tag="routing"))
def list_contact_points(caller: Caller) -> Response:
    """Every contact point of the brand, or of one campaign."""
    return _listed(caller, "contact_point", shapes.point, campaign=request.args.get("campaign"))


@endpoint(_spec("/routes", "Routes and their rules", "Route", _CAMPAIGN, tag="routing"))
def list_routes(caller: Caller) -> Response:
    """Every route of the brand, or of one campaign."""
    return _listed(caller, "route", shapes.route, campaign=request.args.get("campaign"))


_CODES = (
    _CAMPAIGN,
    _PLACEMENT,
    parameter("kind", "only those of this kind", enum=list(KINDS)),
    parameter("withdrawn", "only those that are, or are not", type="boolean"),
)


@endpoint(_spec("/codes", "Codes", "Code", *_CODES, tag="codes"))
def list_codes(caller: Caller) -> Response:
    """Every code of the brand, in an order of no meaning that never changes."""
    given, brand = request.args, owner(caller)
    withdrawn = {"true": 1, "false": 0}.get(given.get("withdrawn", ""))
    return _listed(
        caller,
        "code",
        lambda row: shapes.code(rows.read_code(row), brand),
        campaign=given.get("campaign"),
        placement=given.get("placement"),
        kind=given.get("kind"),
        withdrawn=withdrawn,
    )


_CONVERSIONS = (
    _CAMPAIGN,
    parameter("kind", "only those of this kind, such as `order`"),
    parameter("source", "only those that this system sent"),
)


@endpoint(
    _spec(
        "/conversions",
        "Conversions as stored",
        "StoredConversion",
        *_CONVERSIONS,
        tag="conversions",
    )
)
def list_conversions(caller: Caller) -> Response:
    """Every conversion in the order of its arrival: the last cursor finds what came since."""
    given, db = request.args, context.catalog().db

    def shown(row: rows.Row) -> dict[str, Any]:
        code = row["code"]
        return shapes.conversion(row, None if code is None else tokens(db, [code]).get(code))

    return _listed(
        caller,
        "conversion",
        shown,
        campaign=given.get("campaign"),
        kind=given.get("kind"),
        source=given.get("source"),
    )
