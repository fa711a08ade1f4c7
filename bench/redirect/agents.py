"""Bots, people and platforms on the fixtures of Matomo's device detector, which we do not ship.

    pip download --no-deps --no-binary :all: device_detector     (fixtures: LGPL-3)
    python -m bench.redirect.agents FOLDER/device_detector/tests/fixtures/upstream

Prints both halves: `tune` was looked at while the patterns were written, `report` was not.
"""

import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from app.redirect import agent, bots

_PLATFORMS = {
    "iOS": "ios", "iPadOS": "ios", "Android": "android", "Fire OS": "android",
    "Android TV": "android", "MIUI": "android", "HarmonyOS": "harmonyos",
    "OpenHarmony": "harmonyos", "Windows": "windows", "Windows Phone": "windows",
    "Windows Mobile": "windows", "Windows CE": "windows", "Windows RT": "windows", "Mac": "macos",
    "GNU/Linux": "linux", "Ubuntu": "linux", "Chrome OS": "linux", "Debian": "linux",
    "Fedora": "linux",
}  # fmt: skip
_PEOPLE = re.compile(r"smartphone|tablet|desktop|phablet|feature_phone|mobile_apps")


def documents(path: Path) -> Iterator[tuple[str, str]]:
    """User agent and operating system of each entry of a fixture file."""
    for text in re.split(r"\n-\s*\n", path.read_text(encoding="utf-8")):
        user_agent = re.search(r"user_agent: (.+)", text)
        system = re.search(r"\n\s+os:\s*\n\s+name: (.+)", text)
        if user_agent:
            yield user_agent[1].strip(" \"'"), system[1].strip(" \"'") if system else ""


def half(user_agent: str) -> str:
    """`tune` or `report`, as in tests/redirect/test_agent.py."""
    return "report" if sha256(user_agent.encode()).digest()[0] & 1 else "tune"


def is_program(user_agent: str) -> bool:
    """Whether it is counted as a bot or a preview."""
    return bots.is_bot(user_agent) or bots.is_preview(user_agent)


def main() -> None:
    """Print recall, false positives and platforms of both halves."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    programs = [text for text, _system in documents(folder / "bots.yml")]
    people = [
        pair
        for path in sorted(folder.glob("*.yml"))
        if _PEOPLE.search(path.name)
        for pair in documents(path)
    ]
    for name in ("tune", "report"):
        known = [text for text in programs if half(text) == name]
        found = sum(map(is_program, known))
        humans = [text for text, _system in people if half(text) == name]
        wrong = sum(map(is_program, humans))
        systems = [
            (text, _PLATFORMS[system])
            for text, system in people
            if half(text) == name and system in _PLATFORMS and text.startswith("Mozilla/5.0")
        ]
        right = sum(agent.platform(text) == platform for text, platform in systems)
        print(
            f"{name:6}  bots found {found / len(known):.2%} of {len(known)}   "
            f"people taken for bots {wrong / len(humans):.2%} of {len(humans)}   platforms right "
            f"{right / len(systems):.2%} of {len(systems)}"
        )


if __name__ == "__main__":
    main()
