"""Preflight: the verdict on a printable before it is released.

Three verdicts kept apart, on the final file: static rules, a print estimate, a field grade. All are
estimates on the digital file, never a verifier's result.
"""

from app.printing.preflight.cache import FieldCache
from app.printing.preflight.judge import check, check_sheet
from app.printing.preflight.verdict import GRADES, Finding, Verdict, worst

__all__ = ["GRADES", "FieldCache", "Finding", "Verdict", "check", "check_sheet", "worst"]
