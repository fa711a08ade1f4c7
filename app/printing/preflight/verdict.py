"""What preflight answers: findings, the grades A to F, and the verdict on one code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import language

GRADES = ("A", "B", "C", "D", "F")


def worst(grades: Iterable[str | None]) -> str:
    """The worst of `grades`; None (not graded here) is passed over. A where nothing is graded."""
    return max((grade for grade in grades if grade), key=GRADES.index, default="A")


def grade_at(value: float, limits: Sequence[float]) -> str:
    """The grade of `value` against the lowest values of A, B, C and D, in that order."""
    for grade, limit in zip(GRADES, limits, strict=False):
        if value >= limit - 1e-9:
            return grade
    return "F"


def number(value: float, digits: int = 2) -> str:
    """`value` with at most `digits` decimals, as the current language writes it."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language() == "fr" else text


@dataclass(frozen=True, slots=True)
class Finding:
    """One static rule: what was measured, the limit, and what to change.

    `grade` None means: told, not graded (the file does not say its size, for example).
    """

    rule: str
    grade: str | None
    says: str
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    do: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as plain values."""
        return {
            "rule": self.rule,
            "grade": self.grade,
            "value": _rounded(self.value),
            "limit": _rounded(self.limit),
            "unit": self.unit,
            "says": self.says,
            "do": self.do,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one code of one file; `text` None means that nothing decodes there.

    `print_estimate` and `field` are plain values that each hold their `grade` and a `label`; they
    are None where the code could not be measured. `fails_first` names the axis that breaks first.
    """

    file: str
    page: int
    text: str | None
    rules: tuple[Finding, ...]
    print_estimate: Mapping[str, Any] | None = None
    field: Mapping[str, Any] | None = None
    fails_first: Mapping[str, Any] | None = None

    @property
    def grade(self) -> str:
        """The worst of rules, print estimate and field."""
        if self.text is None:
            return "F"
        parts = [finding.grade for finding in self.rules]
        parts += [part["grade"] for part in (self.print_estimate, self.field) if part]
        return worst(parts)

    @property
    def rules_grade(self) -> str:
        """The worst of the static rules."""
        return worst(finding.grade for finding in self.rules)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain values, in the keys that `preflight --format json` promises."""
        return {
            "file": self.file,
            "page": self.page,
            "text": self.text,
            "grade": self.grade,
            "rules": [finding.as_json() for finding in self.rules],
            "print_estimate": self.print_estimate and dict(self.print_estimate),
            "field": self.field and dict(self.field),
            "fails_first": self.fails_first and dict(self.fails_first),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 3)
