"""Who does what, in words: roles, rights of keys, deeds of the log, messages of webhooks."""

from app.i18n import _
from app.store.scopes import SCOPES
from app.web.people.roles import ROLES


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


def subject(key: str, text: str) -> str:
    """What a deed was done to; its last words are keys of roles or of scopes."""
    if key in ("invite", "role"):
        who, _space, last = text.rpartition(" ")
        return f"{who} ({role(last)})" if last in ROLES else who
    if key == "api-key":
        words = text.split(" ")
        opened = [scope(word) for word in words if word in SCOPES]
        name = " ".join(word for word in words if word not in SCOPES)
        return f"{name} ({', '.join(opened)})" if opened else name
    return text


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
        "numbers": _("changed the telephone numbers:"),
        "create": _("began the campaign"),
        "withdraw": _("withdrew the code"),
        "restore": _("put back the code"),
        "copies": _("had numbered copies written:"),
        "alarm-closed": _("closed alarm no."),
        "alarm-reopened": _("put back alarm no."),
    }.get(key, key)


def event(key: str) -> str:
    """An event that a webhook tells."""
    return {
        "conversion.recorded": _("a conversion arrived"),
        "code.edited": _("a printed code leads elsewhere"),
        "alarm.raised": _("an alarm rings"),
        "report.ready": _("a report that is sent by itself is ready"),
    }.get(key, key)


def delivery(key: str) -> str:
    """How a message to a webhook stands."""
    return {
        "waiting": _("waits"),
        "sent": _("arrived"),
        "given-up": _("given up"),
    }.get(key, key)
