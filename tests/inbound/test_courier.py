"""What waits is sent with the secrets of its brand."""

import json
from pathlib import Path

from app.config import Config, load
from app.inbound import courier
from app.inbound.door import Person
from app.inbound.outbox import Outbox, Round
from app.inbound.replies import Request
from app.store import secrets
from tests.inbound.kit import NOW


def settings(folder: Path, **more: str) -> Config:
    return load({"RELAIS_DATA": str(folder), "RELAIS_KEYS": str(folder / "keys"), **more})


def test_answers_and_notices_go_out_with_their_own_secrets(tmp_path: Path) -> None:
    config = settings(tmp_path)
    secrets.ensure(config.keys, "levain")
    doors = '[telegram]\nsecret_token = "s"\nbot_token = "42:abc"\n[calls]\nsecret = "shared"\n'
    (config.keys / "levain.doors.toml").write_text(doors, encoding="utf-8")
    box = Outbox(tmp_path / courier.FILE)
    box.add("levain", Person("telegram", "7", "", "1"), "Bonjour", NOW)
    box.add("levain", Person("callback", "https://sav.example/r", "", "2"), '{"id": 2}', NOW)
    box.add("levain", Person("line", "U1", "", "3"), "Bonjour", NOW)
    box.close()
    sent: list[Request] = []

    def send(request: Request) -> int:
        sent.append(request)
        return 200

    assert courier.run(config, NOW, send) == Round(2, 1, 0), "line is not configured"
    by_url = {request.url: request for request in sent}
    answer = by_url["https://api.telegram.org/bot42:abc/sendMessage"]
    assert json.loads(answer.body) == {"chat_id": "7", "text": "Bonjour"}
    notice = by_url["https://sav.example/r"]
    assert notice.headers["x-signature-256"].startswith("sha256=")


def test_without_an_outbox_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert courier.run(settings(tmp_path), NOW) == Round(0, 0, 0)
