"""From what a person types to the run it means, through the catalog."""

from collections.abc import Iterator
from pathlib import Path

from app import signing
from app.errors import BadToken, Missing, Problem, Refused
from app.i18n import _
from app.model import Brand, Code
from app.printing.media import medium
from app.printing.runs.run import Run
from app.printing.style import Style
from app.signing import MAX_SERIAL, PLAIN_LENGTH, SERIAL_LENGTH, Ring
from app.store import secrets
from app.store.base import Entry
from app.store.catalog import Catalog


def find(catalog: Catalog, keys: Path, name: str, first: int = 0, count: int | None = None) -> Run:
    """The run of `name`: a token (of the code or of one copy), the code's id or its reference.

    `count` None: up to the last copy. Raises Missing; Refused where there are no such copies.
    """
    entry = _entry(catalog, keys, name.strip())
    brand = next(brand for brand in catalog.brands() if brand.slug == entry.brand)
    codes = catalog.codes(entry.brand, entry.campaign)
    code = next(code for code in codes if code.id == entry.id)
    plans = catalog.plans(entry.brand)
    plan = next(plan for plan in plans if plan.campaign.slug == entry.campaign)
    placement = next(item for item in plan.placements if item.key == entry.placement)
    wanted = entry.serials - first if count is None else count
    if problems := list(_problems(entry, first, wanted)):
        raise Refused(problems)
    spoken = placement.language or brand.languages[0]
    return Run(
        ring=_signer(keys, code),
        id=code.id,
        host=brand.host,
        byte_mode=brand.byte_mode,
        medium=medium(placement.medium),
        copies=entry.serials,
        first=first,
        count=wanted,
        title=f"{brand.name} · {code.reference}",
        call_to_action=code.spec.call_to_action.get(spoken, ""),
        language=spoken,
        lost=tuple(_lost(brand, code)),
    )


def _lost(brand: Brand, code: Code) -> Iterator[str]:
    """What a single printable of this code would show and a run does not (see `Run`)."""
    asked = {**brand.style, **code.spec.style}
    looks = {name: asked[name] for name in Style.__slots__ if name in asked}
    if Style(**looks) != Style():
        yield "style"
    if brand.profile:
        yield "profile"
    if {"ean", "code128"} & asked.keys():
        yield "bars"


def _entry(catalog: Catalog, keys: Path, name: str) -> Entry:
    """The one code of that name."""
    text = signing.canonical(name)
    id = signing.decode(text[:8]) if len(text) in (PLAIN_LENGTH, SERIAL_LENGTH) else None
    found = [
        entry
        for entry in catalog.entries()
        if text in (entry.reference, f"{entry.id:010X}")
        or (entry.id == id and _opens(keys, entry.brand, text))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        says = _("{name} is a code of several brands; give its token.")
        raise Missing(says.format(name=name), code="which-code")
    raise Missing(_("no code {name} in the catalog").format(name=name), code="unknown-code")


def _opens(keys: Path, brand: str, token: str) -> bool:
    try:
        secrets.ring(keys, brand).open(token)
    except BadToken:
        return False
    return True


def _signer(keys: Path, code: Code) -> Ring:
    """The ring of a brand from the secret that signed this code on: newer ones sign newer codes."""
    known = secrets.read(keys, code.brand)
    for place in range(len(known)):
        ring = Ring(code.brand, known[place:])
        if ring.token(code.id) == code.token:
            return ring
    says = _("no secret of {brand} signed {token}; restore its key file")
    raise Missing(says.format(brand=code.brand, token=code.token), code="no-secret")


def _problems(entry: Entry, first: int, count: int) -> Iterator[Problem]:
    where = entry.token
    if entry.withdrawn:
        yield Problem("withdrawn", where, _("this code was withdrawn."), _("Print another one."))
    if entry.kind == "url":
        what = _("a typed address has no signed copies.")
        yield Problem("typed-address", where, what, _("Give a code of kind qr."))
    elif not entry.serials:
        what = _("this code is not serialised.")
        instead = _("Say how many copies in the campaign file: serials = 100000.")
        yield Problem("not-serialised", where, what, instead)
    elif first < 0 or count < 1 or first + count > entry.serials:
        what = _("at least one copy must be asked for.")
        if count > 0:
            what = _("copies {first} to {last} are not all there.").format(
                first=first, last=first + count - 1
            )
        instead = _("There are {copies}, from 0 to {last}.").format(
            copies=entry.serials, last=entry.serials - 1
        )
        yield Problem("no-such-copies", where, what, instead)
    elif first + count > MAX_SERIAL:
        what = _("the last number of all is the test link of a code.")
        instead = _("Print up to number {last}.").format(last=MAX_SERIAL - 1)
        yield Problem("test-serial", where, what, instead)
