"""/hooks: where providers report, and where the call-back form of a hosted page goes.

No session and no API key: a provider proves itself by its signature (`app.inbound.hook`), a form by
the signed token of the code it came from. What a person agrees to has a file of its own.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from flask import Blueprint, Response, request

from app.errors import BadToken, Missing, Refused
from app.i18n import language, preferred, speaking
from app.inbound import callback, hook, replies
from app.inbound.door import Delivery, Person, signed
from app.inbound.ingest import Numbered, Outcome, ingest
from app.inbound.keyring import Keyring
from app.inbound.outbox import Outbox
from app.model import ContactPoint, Plan
from app.store import secrets
from app.web import consent, context
from app.web.hosted import Hosted

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
HOUR = 3_600_000


blueprint.add_url_rule("/<brand>/consent/<key>/<token>", "agree", consent.give, methods=["POST"])
blueprint.add_url_rule("/<brand>/consent", "choice", consent.show, methods=["GET"])
blueprint.add_url_rule("/<brand>/consent", "withdraw", consent.withdraw, methods=["POST"])


@blueprint.route("/<brand>/<door>", methods=["GET", "POST"])
@blueprint.route("/<brand>/<door>/<path>", methods=["GET", "POST"])
def deliver(brand: str, door: str, path: str = "") -> Response:
    """One delivery of a provider, answered as it expects."""
    keyring = Keyring(context.config().keys, _known(brand))
    with closing(_outbox()) as outbox:
        greeting = hook.Greeting(brand, lambda _person, code: _words(brand, door, code), outbox)
        taken = hook.take(
            door,
            path,
            _delivery(),
            keyring,
            lambda rows: _store(brand, rows),
            context.now(),
            greeting,
        )
    return Response(taken.body, content_type=taken.media_type)


def _delivery() -> Delivery:
    return Delivery(
        method=request.method,
        url=request.url,
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: request.args[name] for name in request.args},
        body=request.get_data(),
    )


def _known(brand: str) -> str:
    """`brand` where there is one. A door that is not there and a brand that is not look alike."""
    if all(one.slug != brand for one in context.catalog().brands()):
        raise Missing("there is no such door", code="no-door")
    return brand


def _store(brand: str, rows: Sequence[Numbered]) -> Outcome:
    ring = secrets.ring(context.config().keys, brand)
    return ingest(context.catalog(), ring, brand, rows, context.now())


def _words(brand: str, door: str, code: int | None) -> str:
    """The first answer of the contact point that a conversation came by."""
    found = next((one for one in context.catalog().codes(brand) if one.id == code), None)
    for plan in context.catalog().plans(brand):
        if found is None or plan.campaign.slug != found.campaign:
            continue
        places = {one.key: one.place for one in plan.placements}
        for point in plan.contact_points.values():
            if point.channel == door:
                origin = places.get(found.placement, "")
                return replies.text(point.options, origin, plan.brand.languages[0])
    return ""


@blueprint.post("/<brand>/callback/<key>/<token>")
def ask_callback(brand: str, key: str, token: str) -> Response:
    """The form of a call-back page: counted by its hash, told to the brand, then forgotten."""
    plan, point = _asked(brand, key, token)
    chosen = preferred(request.headers.get("Accept-Language", ""), plan.brand.languages)
    with speaking(chosen):
        return _wished(plan, point, token)


def _wished(plan: Plan, point: ContactPoint, token: str) -> Response:
    brand, now = plan.brand.slug, context.now()
    keyring = Keyring(context.config().keys, brand)
    form = {name: request.form[name][:200] for name in request.form}
    # The page is the same for everybody, so its form has no number of its own: what is sent twice
    # within the hour is one wish.
    seed = f"{form.get('number', '')}|{token}|{point.key}|{now // HOUR}".encode()
    form["id"] = signed(keyring.subject.hex(), seed).hex()[:32]
    try:
        wish = callback.read(form, token, now)
    except Refused as refused:
        page = Hosted().callback(plan, point, language(), refused.problems, form.get("number", ""))
        return _page(page.replace(b"{token}", token.encode()), 422)
    keys = replace(keyring.imports(now), contact_point=point.key)
    _store(brand, [Numbered("form", callback.conversion(wish, keys))])
    _tell(plan, point, wish)
    return _page(Hosted().thanks(plan, language()), 200)


def _asked(brand: str, key: str, token: str) -> tuple[Plan, ContactPoint]:
    """The campaign and contact point of a form; its token must be one of this brand's."""
    try:
        id = secrets.ring(context.config().keys, _known(brand)).open(token.partition("-")[0]).id
    except BadToken as error:
        raise Missing("there is no such page", code="no-page") from error
    code = next((one for one in context.catalog().codes(brand) if one.id == id), None)
    for plan in context.catalog().plans(brand):
        point = plan.contact_points.get(key)
        if code and plan.campaign.slug == code.campaign and point and point.channel == "callback":
            return plan, point
    raise Missing("there is no such page", code="no-page")


def _tell(plan: Plan, point: ContactPoint, wish: callback.Wish) -> None:
    """Let the brand's own address know; the outbox tries again until it does."""
    if not point.options.get("notify"):
        return
    person = Person("callback", str(point.options["notify"]), wish.ref, wish.id)
    text = callback.notice(wish, plan.campaign.slug, "")
    with closing(_outbox()) as outbox:
        outbox.add(plan.brand.slug, person, text, wish.at, point.key)


def _outbox() -> Outbox:
    return Outbox(context.config().data / "outbox.db")


def _page(body: bytes, status: int) -> Response:
    answer = Response(body, status, content_type="text/html; charset=utf-8")
    # The page brings its own policy, with the hash of its style sheet.
    answer.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    return answer
