"""Keys as people say them, in the current language."""

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.numbers import format_currency as _currency
from babel.numbers import format_decimal, format_percent, get_currency_precision

from app.attribution.kinds import kind_of
from app.channels import CHANNELS
from app.i18n import _, language
from app.model import Money, Placement
from app.printing import media


def locale() -> str:
    """The babel locale of the current language."""
    return "fr_FR" if language() == "fr" else "en_GB"


def medium(key: str) -> str:
    """A medium by its name."""
    known = media.media().get(key)
    return known.name.get(language(), key) if known else key


def channel(key: str) -> str:
    """A channel by its name."""
    known = CHANNELS.get(key)
    return known.label.get(language(), key) if known else key


def kind(key: str) -> str:
    """A kind of code."""
    return {
        "qr": _("QR code"),
        "messenger": _("Messenger code"),
        "call": _("Click-to-call code"),
        "url": _("Typed address"),
        "nfc": _("NFC tag"),
    }.get(key, key)


def platform(key: str) -> str:
    """A platform as its owners write it."""
    return {
        "ios": "iPhone",
        "android": "Android",
        "harmonyos": "HarmonyOS",
        "windows": "Windows",
        "macos": "Mac",
        "linux": "Linux",
    }.get(key, _("other"))


def day(value: date, form: str = "d MMM y") -> str:
    """A date, short."""
    return format_date(value, form, locale=locale())


def clock(value: datetime) -> str:
    """A time of day."""
    return format_time(value, "short", locale=locale())


def number(value: float) -> str:
    """A number with the separators of the language."""
    return format_decimal(value, locale=locale())


def money(value: Money | None) -> str:
    """An amount in its currency; empty for none."""
    if value is None:
        return ""
    exponent = get_currency_precision(value.currency)
    return _currency(value.minor / 10**exponent, value.currency, locale=locale())


def class_(key: str) -> str:
    """A class of scans."""
    return {
        "human": _("person"),
        "preview": _("link preview"),
        "prefetch": _("prefetch"),
        "bot": _("robot"),
        "head": _("check"),
        "test": _("proof scan"),
        "repeat": _("repeat"),
        "orphan": _("unknown code"),
    }.get(key, key)


def costs(placements: Iterable[Placement]) -> str:
    """What the runs cost together, by currency."""
    sums: dict[str, int] = {}
    for placement in placements:
        if placement.cost:
            money_of = sums.get(placement.cost.currency, 0)
            sums[placement.cost.currency] = money_of + placement.cost.minor
    return " + ".join(money(Money(minor, currency)) for currency, minor in sums.items())


def role(key: str) -> str:
    """A role."""
    return {
        "viewer": _("viewer"),
        "printer": _("printer"),
        "editor": _("editor"),
        "owner": _("owner"),
    }.get(key, key)


def role_means(key: str) -> str:
    """What a role may do."""
    return {
        "viewer": _("sees everything, changes nothing"),
        "printer": _("sees everything and downloads approved files"),
        "editor": _("makes and changes campaigns, approves proofs"),
        "owner": _("all of it, and people, keys and settings"),
    }.get(key, "")


def scope(key: str) -> str:
    """What an API key opens."""
    return {
        "conversions": _("send conversions"),
        "report": _("read reports"),
        "read": _("read everything of the brand"),
        "write": _("make and change campaigns"),
        "print": _("download approved files"),
        "approve": _("approve files for print"),
        "queues": _("say how long callers wait"),
    }.get(key, key)


def deed(key: str) -> str:
    """What somebody did, as the log says it."""
    return {
        "make": _("had files made:"),
        "approve": _("approved for print:"),
        "refuse": _("refused a proof:"),
        "download": _("downloaded:"),
        "download-unapproved": _("downloaded without approval:"),
        "edit": _("changed"),
        "campaign": _("began the campaign"),
        "change-proposed": _("proposed a change of"),
        "change-approved": _("approved a change of"),
        "change-refused": _("refused a change of"),
        "invite": _("invited"),
        "role": _("changed the role of"),
        "api-key": _("made an API key:"),
        "api-key-revoked": _("revoked an API key:"),
        "style": _("changed the look of"),
        "share": _("shared a report:"),
        "share-revoked": _("took back the link to a report:"),
        "schedule": _("set up a report to be sent:"),
        "schedule-pause": _("paused the sending of a report:"),
        "schedule-resume": _("resumed the sending of a report:"),
        "schedule-now": _("had a report sent at once:"),
        "schedule-remove": _("ended the sending of a report:"),
        "second-reset": _("took the second factor away of"),
        "webhook": _("added a webhook:"),
        "webhook-rotated": _("renewed the secret of the webhook"),
        "webhook-removed": _("removed the webhook"),
        "create": _("began the campaign"),
        "withdraw": _("withdrew the code"),
        "restore": _("put back the code"),
        "alarm-closed": _("closed alarm no."),
        "alarm-reopened": _("put back alarm no."),
    }.get(key, key)


def event(key: str) -> str:
    """An event that a webhook tells."""
    return {
        "conversion.recorded": _("a conversion arrived"),
        "code.edited": _("a printed code leads elsewhere"),
        "alarm.raised": _("an alarm rings"),
    }.get(key, key)


def delivery(key: str) -> str:
    """How a message to a webhook stands."""
    return {
        "waiting": _("waits"),
        "sent": _("arrived"),
        "given-up": _("given up"),
    }.get(key, key)


def measured(key: str) -> str:
    """How the results of a channel can come back."""
    return {
        "deterministic": _("surely: each result names its code"),
        "declared": _("if people leave the reference in their message"),
        "scan only": _("the scan only"),
    }.get(key, key)


def strength(key: str) -> str:
    """How sure the code of a conversion is."""
    return {
        "deterministic": _("certain"),
        "declared": _("declared"),
        "probabilistic": _("probable"),
        "none": _("no code"),
    }.get(key, key)


def strength_means(key: str) -> str:
    """The same in a sentence."""
    return {
        "deterministic": _("certain: a signed or tracked source"),
        "declared": _("declared: somebody said or typed it, and nobody signed it"),
        "probabilistic": _("probable: told by what happened just before"),
        "none": _("none: nothing says which code it was"),
    }.get(key, key)


def conversion(key: str) -> str:
    """A kind of conversion."""
    return _(kind_of(key).label)


def amount(kind: str, minor: int | None, currency: str | None) -> str:
    """What a conversion is worth: money, seconds or a score; empty where it says nothing."""
    if minor is None:
        return ""
    if currency:
        return money(Money(minor, currency))
    if kind_of(kind).measure == "seconds":
        return _("{count} s").format(count=number(minor))
    return number(minor)


def share(value: float | None) -> str:
    """A share in per cent; empty for none."""
    form = "#,##0.#\u202f%" if language() == "fr" else "#,##0.#%"
    return "" if value is None else str(format_percent(round(value, 3), form, locale()))


def browser(agent: str) -> str:
    """A browser and its device by a User-Agent header, as far as that says."""
    kinds = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    devices = (
        *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
        *(("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")),
    )
    found = [
        next((name for mark, name in known if mark in agent), "") for known in (kinds, devices)
    ]
    return " · ".join(filter(None, found)) or _("a browser")
