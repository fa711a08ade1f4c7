"""The tagging plan: what the teams of the app and the site get, and what they must send back.

Markdown, in French or English, from the same channels, kinds and codes as everything else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from app.attribution.kinds import KINDS
from app.channels import CHANNELS, consent
from app.channels.base import FILE, PAGE, Device, Source
from app.config import resource
from app.i18n import _, speaking
from app.model import Code, ContactPoint, Plan

_NAME = re.compile(r"{{ (\w+) }}")
_PHONE = "ios"


def document(plan: Plan, codes: Sequence[Code], language: str, base: str = "") -> str:
    """The whole document. `base` is where the doors are (default: the redirect host)."""
    base = base or f"https://{plan.brand.host}"
    token = codes[0].token if codes else "TOKEN"
    values = {
        "brand": plan.brand.name,
        "campaign": plan.campaign.name,
        "starts": plan.campaign.starts.isoformat(),
        "ends": plan.campaign.ends.isoformat(),
        "host": plan.brand.host,
        "hook": f"{base}/hooks/{plan.brand.slug}",
        "token": token,
    }
    for name in ("javascript", "form", "kotlin", "swift", "curl"):
        values[name] = _filled(_template(f"{name}.txt"), values).rstrip()
    with speaking(language):
        values["points"] = _points(plan, codes, language)
        values["kinds"] = _kinds()
        values["wechat"] = _scenes(plan, codes)
        values["known"] = _known(plan)
    text = _filled(_template(f"plan.{language}.md"), values)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def _template(name: str) -> str:
    return resource("templates", "tagging", name).read_text(encoding="utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: values[found[1]], text)


def _points(plan: Plan, codes: Sequence[Code], language: str) -> str:
    rows = [(_("contact point"), _("channel"), _("on an iPhone, for example"), _("evidence"))]
    source = _example(plan, codes)
    for point in plan.contact_points.values():
        channel = CHANNELS[point.channel]
        address = _address(point, source, Device(_PHONE, "", language))
        label = channel.label.get(language, channel.name)
        rows.append((point.key, label, f"`{address}`", _(channel.measured)))
    return _table(rows)


def _address(point: ContactPoint, source: Source, device: Device) -> str:
    channel = CHANNELS[point.channel]
    address = channel.link(point.options, source, device)
    if address in (PAGE, FILE) and channel.tap is not None:
        address = channel.tap(point.options, source, device)
    return address.replace("{point}", point.key).replace("{token}", source.token)


def _example(plan: Plan, codes: Sequence[Code]) -> Source:
    medium = {placement.key: placement.medium for placement in plan.placements}
    if not codes:
        return Source("TOKEN", "REF123", plan.campaign.slug, "medium", "placement")
    code = codes[0]
    place = code.placement
    return Source(code.token, code.reference, code.campaign, medium.get(place, "medium"), place)


def _kinds() -> str:
    rows = [("kind", _("what it is"), _("needs"), _("counts for (days)"))]
    for kind in KINDS.values():
        needs = ", ".join(sorted(kind.needs))
        rows.append((f"`{kind.name}`", _(kind.label), needs, str(kind.days)))
    return _table(rows)


def _known(plan: Plan) -> str:
    """What a site gets from who agreed to be known; nothing where no contact point asks."""
    if not any(point.options.get("consent") for point in plan.contact_points.values()):
        return ""
    text = _(
        "Who agreed to be recognised comes with `{name}` too: send it back as `subject` of a "
        "conversion, and keep it no longer than the consent."
    )
    return text.format(name=consent.QUERY)


def _scenes(plan: Plan, codes: Iterable[Code]) -> str:
    """The parametric codes to make in WeChat, one a code; nothing where WeChat is not used."""
    if not any(point.channel == "wechat" for point in plan.contact_points.values()):
        return ""
    rows = [(_("placement"), "scene_str"), *((code.placement, f"`{code.token}`") for code in codes)]
    return f"## WeChat\n\n{_table(rows)}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "| --- " * len(rows[0]) + "|", *lines[1:]])
