"""What a view may ask for: the settings, the time, a catalog of its own, the language."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing
from typing import NamedTuple, TypeVar, cast

from flask import Flask, current_app, g, request

from app import i18n
from app.config import Config
from app.store.catalog import Catalog

Opened = TypeVar("Opened")
LANGUAGE_COOKIE = "relais_language"


class Setting(NamedTuple):
    """What one application was made with."""

    config: Config
    now: Callable[[], int]


def setting() -> Setting:
    """The settings of the running application."""
    return cast(Setting, current_app.extensions["relais"])


def config() -> Config:
    """The configuration."""
    return setting().config


def now() -> int:
    """UTC epoch milliseconds."""
    return setting().now()


def catalog() -> Catalog:
    """This request's connection to the catalog, closed with it."""
    if "catalog" not in g:
        g.catalog = keep(closing(Catalog(config().data)))
    return cast(Catalog, g.catalog)


def keep(opening: AbstractContextManager[Opened]) -> Opened:
    """Open something for this request; it is closed with it."""
    return _kept().enter_context(opening)


def _kept() -> ExitStack:
    if "kept" not in g:
        g.kept = ExitStack()
    return cast(ExitStack, g.kept)


def chosen_language() -> str:
    """The language a person asked for, else that of the browser."""
    asked = request.cookies.get(LANGUAGE_COOKIE, "")
    if asked in i18n.LANGUAGES:
        return asked
    return i18n.preferred(request.headers.get("Accept-Language", ""))


def register(app: Flask) -> None:
    """Speak the right language during each request; close at its end what it opened."""

    @app.before_request
    def _speak() -> None:
        _kept().enter_context(i18n.speaking(chosen_language()))

    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        kept = g.pop("kept", None)
        if kept is not None:
            kept.close()  # also where the view failed
