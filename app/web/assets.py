"""Addresses of our static files, which change with their content so that browsers keep them."""

from functools import cache
from hashlib import sha256

from flask import url_for

from app.config import resource


@cache
def _version(name: str) -> str:
    return sha256(resource("static", name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of `static/<name>`."""
    return url_for("static", filename=name, v=_version(name))
