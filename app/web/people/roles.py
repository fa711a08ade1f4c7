"""Roles and what each may do in a brand."""

from collections.abc import Mapping

RIGHTS: Mapping[str, frozenset[str]] = {
    "viewer": frozenset({"see"}),
    "printer": frozenset({"see", "print"}),
    "editor": frozenset({"see", "print", "edit", "approve"}),
    "owner": frozenset({"see", "print", "edit", "approve", "govern"}),
}
"""see: read everything of the brand; print: download printables; edit: campaigns, routes, codes;
approve: sign proofs and changes of target; govern: people, keys, settings."""

ROLES = tuple(RIGHTS)


def may(role: str, right: str) -> bool:
    """Whether a role has a right; an unknown role has none."""
    return right in RIGHTS.get(role, frozenset())
