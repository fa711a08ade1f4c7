"""The Flask side: console, hosted pages, JSON API. `create_app` joins one blueprint each.

hosted        pages of contact points, as bytes; needs no Flask
api           /api/v1 for programs: API key in, JSON out
console       /console for people: session in, HTML out
hooks         /hooks for providers: signed deliveries in
people        who may sign in, and to what; its own database file
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from app.config import Config, resource


def now_ms() -> int:
    """UTC epoch milliseconds."""
    return int(datetime.now(UTC).timestamp() * 1000)


def create_app(config: Config, now: Callable[[], int] = now_ms) -> Flask:
    """The whole Flask application. `now` gives UTC epoch milliseconds."""
    from app.reports import shown
    from app.web import api, assets, console, context, guard, hooks, problems
    from app.web.console import menu, names
    from app.web.environment import dress

    app = Flask(
        "app.web",
        template_folder=str(resource("templates")),
        static_folder=str(resource("static")),
        static_url_path="/console/static",
    )
    app.config["MAX_CONTENT_LENGTH"] = config["max_body"]
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app.extensions["relais"] = context.Setting(config, now)
    dress(app.jinja_env)
    app.jinja_env.globals.update(asset=assets.asset, menu=menu.menu, names=names, shown=shown)
    context.register(app)
    guard.register(app)
    problems.register(app)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(console.blueprint)
    app.register_blueprint(hooks.blueprint)
    return app
