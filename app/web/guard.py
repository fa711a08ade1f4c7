"""What every answer carries so that a browser defends its user: policy, framing, sniffing."""

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def nonce() -> str:
    """This answer's permission for a style block of ours."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def register(app: Flask) -> None:
    """Add the headers; an answer that set its own keeps it."""
    app.jinja_env.globals["nonce"] = nonce

    @app.after_request
    def _defend(answer: Response) -> Response:
        defaults = {
            "Content-Security-Policy": POLICY.format(nonce=nonce()),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
        }
        if request.endpoint != "static":
            defaults["Cache-Control"] = "private, no-store"
        for name, value in defaults.items():
            answer.headers.setdefault(name, value)
        if request.is_secure:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return answer
