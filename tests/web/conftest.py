"""A brand with a campaign, an application on it, and people who may sign in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient

from app import config as settings
from app.config import Config
from app.issue import issue
from app.model import Brand, Campaign, CodeSpec, ContactPoint, Money, Placement, Plan, Route, Rule
from app.store import secrets
from app.store.catalog import Catalog
from app.web import create_app
from app.web.people import People, passwords

NOW = 1_806_000_000_000  # 2027-03-25T00:00:00Z
PASSWORD = "quatre croissants au beurre"


def plan(slug: str = "maison-levain", name: str = "Maison Levain") -> Plan:
    """A small campaign: a poster with a code of each look, and a phone, chat, site to reach."""
    points = (
        ContactPoint(
            "phone",
            "call",
            {
                "number": "0 800 123 456",
                "hours": "Mo-Fr 09:00-19:00; Sa 10:00-12:30",
                "closed": "messenger",
            },
        ),
        ContactPoint("messenger", "messenger", {"page": "maisonlevain"}),
        ContactPoint("web", "web", {"url": "https://levain.example/shop"}),
    )
    routes = (
        Route(
            "talk",
            (Rule("phones", "phone", platform=frozenset({"ios"})), Rule("others", "messenger")),
        ),
        Route("shop", (Rule("all", "web"),)),
    )
    codes = (CodeSpec("qr", "qr", "shop", {"fr": "Scannez", "en": "Scan"}),)
    return Plan(
        Brand(slug, name, f"q.{slug}.example", "https://levain.example/", colour="#8c2f1b"),
        Campaign(
            slug,
            "printemps",
            "Printemps",
            date(2027, 3, 1),
            date(2027, 5, 31),
            Money(120000, "EUR"),
        ),
        {point.key: point for point in points},
        {route.key: route for route in routes},
        (
            Placement("dijon", "poster-a3", "Dijon Ville", "Dijon", 47.32, 5.03, 4, codes=codes),
            Placement("lyon", "poster-a3", "Lyon Part-Dieu", "Lyon", 45.76, 4.86, 4, codes=codes),
        ),
    )


@dataclass
class House:
    """An application, its data, and the ways into it."""

    app: Flask
    config: Config
    catalog: Catalog

    def key(self, *scopes: str, brand: str = "maison-levain") -> dict[str, str]:
        """The headers of a program with an API key."""
        secret = self.catalog.add_api_key(brand, "test", scopes, NOW)
        return {"Authorization": f"Bearer {secret}"}

    def browser(self, role: str = "", brand: str = "maison-levain") -> FlaskClient:
        """A browser; signed in as a member with `role` in `brand` where one is given."""
        client = self.app.test_client()
        if role:
            with People(self.config.data) as people:
                email = f"{role}@{brand}.example"
                secret = people.accept(
                    people.invite(email, brand, role, NOW), email, role.title(), PASSWORD, NOW
                )
            client.set_cookie("relais_session", secret, path="/console")
        return client


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest argon2: hashes that cost what they should are a test's own wish."""
    hasher = PasswordHasher.from_parameters(CHEAPEST)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A fresh installation with two brands."""
    config = settings.load({"RELAIS_DATA": str(tmp_path)})
    catalog = Catalog.create(tmp_path)
    for one in (plan(), plan("rival", "Rival")):
        ring = secrets.ensure(config.keys, one.brand.slug)
        catalog.save(one, issue(one, catalog, ring))
    yield House(create_app(config, lambda: NOW), config, catalog)
    catalog.close()
