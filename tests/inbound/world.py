"""A brand with a code for each channel, and phones that scan them through the real redirect."""

from datetime import date
from pathlib import Path
from typing import Any

from app.channels import CHANNELS, COMMON
from app.config import load
from app.issue import issue
from app.model import Brand, Campaign, CodeSpec, ContactPoint, Placement, Plan, Route, Rule
from app.redirect import hosted
from app.redirect.serve import Flow
from app.redirect.table import Table
from app.redirect.visit import Request, Visitors
from app.store.catalog import Catalog
from app.web.hosted import Hosted
from tests.inbound.kit import NOW, RING
from tests.server import ANDROID, IPHONE

NUMBER = "+33123456789"
WECHAT = "https://weixin.qq.com/q/0dijon"
AGENTS = {"ios": IPHONE, "android": ANDROID}
# Contact points by name: their channel and options, as a campaign file gives them.
POINTS: dict[str, tuple[str, dict[str, Any]]] = {
    "messenger": ("messenger", {"page": "maisonlevain"}),
    "instagram": ("instagram", {"account": "maison.levain"}),
    "whatsapp": ("whatsapp", {"number": "+33612345678"}),
    "telegram": ("telegram", {"bot": "levain_bot"}),
    "line": ("line", {"account": "@levain"}),
    "viber": ("viber", {"bot": "maisonlevain"}),
    "wechat": ("wechat", {"url": "https://weixin.qq.com/r/levain", "urls": {"dijon": WECHAT}}),
    "rcs": ("rcs", {"agent": "levain@rbm.goog", "number": "06 12 34 56 78"}),
    "sms": ("sms", {"number": "06 12 34 56 78"}),
    "email": ("email", {"address": "bonjour@levain.example"}),
    "subject": ("email", {"address": "bonjour@levain.example", "plus": False}),
    "call": ("call", {"number": "0 800 123 456", "numbers": {"dijon": "01 23 45 67 89"}}),
    "play": ("app", {"web": "https://levain.example", "android": "fr.levain.app"}),
    "app": ("app", {"web": "https://levain.example", "link": "https://open.levain.example/x"}),
    "web": ("web", {"url": "https://levain.example/pains"}),
    "product": ("product", {"url": "https://levain.example/p/1", "price": "3,20 €"}),
    "push": ("push", {"url": "https://levain.example/push"}),
    "coupon": ("coupon", {"prefix": "LEVAIN"}),
    "callback": ("callback", {}),
    "chooser": ("chooser", {"points": ["web", "call"]}),
}


def plan() -> Plan:
    """A campaign with a code for each contact point, at Dijon and, to be told apart, at Lyon."""
    points = {}
    for name, (channel, options) in POINTS.items():
        known = {option.name: option for option in (*CHANNELS[channel].options, *COMMON)}
        clean = {key: known[key].check(value) for key, value in options.items()}
        points[name] = ContactPoint(name, channel, clean)
    codes = tuple(CodeSpec(name, "qr", name, {"fr": "Scannez"}) for name in POINTS)
    return Plan(
        Brand("maison-levain", "Maison Levain", "q.levain.example", "https://levain.example/"),
        Campaign("maison-levain", "hiver", "Hiver", date(2026, 12, 1), date(2027, 2, 28)),
        points,
        {name: Route(name, (Rule("all", name),)) for name in POINTS},
        tuple(
            Placement(key, "poster-a3", place, codes=codes)
            for key, place in (("dijon", "Dijon Ville"), ("lyon", "Lyon Part-Dieu"))
        ),
    )


class World:
    """A brand's codes, and phones that scan them."""

    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog.create(folder)
        one = plan()
        made = issue(one, self.catalog, RING)
        self.catalog.save(one, made)
        self.codes = {(code.placement, code.spec.key): code for code in made}
        table = Table(self.catalog, {"maison-levain": RING})
        config = load({"RELAIS_DATA": str(folder)})
        self.flow = Flow(table, Visitors(b"salt"), Hosted(), lambda: NOW, config)

    def token(self, point: str) -> str:
        return self.codes["dijon", point].token

    def ask(self, path: str, platform: str) -> tuple[str, str]:
        """Where a request leads, or the page it gets."""
        headers = {
            b"host": b"q.levain.example",
            b"user-agent": AGENTS[platform].encode(),
            b"accept-language": b"fr",
        }
        request = Request(b"GET", path.encode(), headers, "192.0.2.7")
        if path.startswith("/c/"):
            answer, _action = hosted.answer(self.flow, request) or (None, None)
        else:
            row, answer = self.flow.answer(request)
            assert row is not None, "every scan is recorded"
        assert answer is not None
        return answer.headers.get("location", ""), answer.body.decode()

    def scan(self, point: str, platform: str = "ios") -> str:
        """The link that a phone takes: at once, or by the button of the page it is shown."""
        target, _page = self.ask(f"/{self.token(point)}", platform)
        if target.startswith("/c/"):
            target, _page = self.ask(f"{target}/go", platform)
        return target

    def page(self, point: str, platform: str = "ios") -> str:
        """The page of ours that a phone is sent to."""
        target, _page = self.ask(f"/{self.token(point)}", platform)
        return self.ask(target, platform)[1]
