"""The API without a network: requests go straight into the application, with every check."""

from collections.abc import Mapping

from flask import Flask

from app.client.transport import Reply, Transport


def inside(app: Flask) -> Transport:
    """A transport of the client that asks `app`."""

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        with app.test_client() as client:
            answer = client.open(
                path, method=method, headers=dict(headers), data=body, buffered=True
            )
            found = {name.lower(): value for name, value in answer.headers}
            return Reply(answer.status_code, found, answer.get_data())

    return send
