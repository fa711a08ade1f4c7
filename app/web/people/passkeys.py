"""Passkeys (WebAuthn level 3): registered, used to sign in, removed.

A passkey is asked to verify its user (finger, face, PIN), so it is both factors at once and opens a
whole session. It answers only to the host it was made for: a page that imitates ours gets nothing.
A challenge is random, stored, and used once. Times are UTC epoch milliseconds, given by the caller.
"""

import json
import secrets
from typing import Any, NamedTuple

from app.errors import Refused
from app.web.people.store import People, Person

MOST = 20
"""Passkeys of a person."""
_CHALLENGE_LIFE = 5 * 60_000
_NOBODY = 0


class Place(NamedTuple):
    """Where the browser is: the host that passkeys are bound to, and the origins that count."""

    host: str
    origins: tuple[str, ...]


class Passkey(NamedTuple):
    """A passkey as its owner sees it. `id` opens nothing."""

    id: str
    name: str
    created: int
    used: int | None


class Passkeys:
    """The passkeys in people.db. What a browser sent that does not hold raises Refused."""

    def __init__(self, people: People) -> None:
        self._people, self._db = people, people.db

    def of(self, person: Person) -> list[Passkey]:
        """Those of a person, oldest first."""
        rows = self._db.execute(
            "SELECT hex(id), name, created, used FROM passkey WHERE person = ? ORDER BY created",
            [person.id],
        )
        return [Passkey(*row) for row in rows]

    def offer(self, person: Person, place: Place, now: int) -> str:
        """What the browser needs to make a passkey, as JSON."""
        import webauthn
        from webauthn.helpers import structs

        required = structs.UserVerificationRequirement.REQUIRED
        found = self._db.execute("SELECT id FROM passkey WHERE person = ?", [person.id])
        options = webauthn.generate_registration_options(
            rp_id=place.host,
            rp_name="Relais",
            user_id=self._handle(person),
            user_name=person.email,
            user_display_name=person.name,
            challenge=self._challenge(person.id, now),
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED, user_verification=required
            ),
            exclude_credentials=[
                structs.PublicKeyCredentialDescriptor(id=bytes(row["id"])) for row in found
            ],
        )
        return webauthn.options_to_json(options)

    def add(self, person: Person, place: Place, answer: str, name: str, now: int) -> None:
        """Keep the passkey that a browser made. Raises Refused."""
        import webauthn

        if len(self.of(person)) >= MOST:
            raise Refused([])
        try:
            made = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=self._spent(answer, person.id, now),
                expected_rp_id=place.host,
                expected_origin=list(place.origins),
                require_user_verification=True,
            )
        except Exception as error:  # hostile bytes, through JSON, CBOR and DER: see decision 0075
            raise Refused([]) from error
        self._db.execute(
            "INSERT OR IGNORE INTO passkey (id, person, key, count, name, created) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [
                *(made.credential_id, person.id, made.credential_public_key, made.sign_count),
                *(name[:60], now),
            ],
        )

    def ask(self, place: Place, now: int) -> str:
        """What the browser needs to sign in with a passkey, as JSON; it names nobody."""
        import webauthn
        from webauthn.helpers.structs import UserVerificationRequirement

        options = webauthn.generate_authentication_options(
            rp_id=place.host,
            challenge=self._challenge(_NOBODY, now),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(options)

    def sign_in(self, place: Place, answer: str, now: int) -> str:
        """A whole session's secret for the answer of a passkey. Raises Refused."""
        import webauthn

        try:
            challenge = self._spent(answer, _NOBODY, now)
            id = webauthn.base64url_to_bytes(json.loads(answer)["rawId"])
            row = self._db.execute("SELECT * FROM passkey WHERE id = ?", [id]).fetchone()
            shown = webauthn.verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=place.host,
                expected_origin=list(place.origins),
                credential_public_key=bytes(row["key"]),
                credential_current_sign_count=row["count"],
                require_user_verification=True,
            )
        except Exception as error:  # as above; an unknown id is a row of None
            raise Refused([]) from error
        self._db.execute(
            "UPDATE passkey SET count = ?, used = ? WHERE id = ?", [shown.new_sign_count, now, id]
        )
        return self._people.whole_session(row["person"], now)

    def remove(self, person: Person, id: str) -> bool:
        """Forget one of a person's own passkeys; False where it is none."""
        gone = self._db.execute(
            "DELETE FROM passkey WHERE person = ? AND hex(id) = ?", [person.id, id]
        )
        return gone.rowcount == 1

    def _handle(self, person: Person) -> bytes:
        """What a passkey knows a person by: random, so that it tells nothing."""
        fresh = secrets.token_bytes(32)
        self._db.execute(
            "UPDATE person SET handle = ? WHERE id = ? AND handle IS NULL", [fresh, person.id]
        )
        row = self._db.execute("SELECT handle FROM person WHERE id = ?", [person.id]).fetchone()
        return bytes(row["handle"])

    def _challenge(self, person: int, now: int) -> bytes:
        fresh = secrets.token_bytes(32)
        self._db.execute("DELETE FROM challenge WHERE expires < ?", [now])
        expires = now + _CHALLENGE_LIFE
        self._db.execute("INSERT INTO challenge VALUES (?, ?, ?)", [fresh, person, expires])
        return fresh

    def _spent(self, answer: str, person: int, now: int) -> bytes:
        """The challenge that an answer is to, taken away. Raises ValueError for one not given."""
        from webauthn import base64url_to_bytes

        told: dict[str, Any] = json.loads(answer)
        client = json.loads(base64url_to_bytes(told["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
        gone = self._db.execute(
            "DELETE FROM challenge WHERE challenge = ? AND person = ? AND expires >= ?",
            [challenge, person, now],
        )
        if gone.rowcount != 1:
            raise ValueError("no such challenge")
        return challenge
