"""Telephone numbers: how they are dialled, written, priced, and whether they answer from abroad."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from app.channels import french
from app.i18n import _

_FILLERS = re.compile(r"[\s.\-–‑/()]+")
_PRICE = re.compile(r"\d{1,2}(?:[.,]\d{1,3})? ?€ ?/ ?(?:min|appel|call)")


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number. `dial` is E.164 (`+33800123456`) or a short number as it is dialled.

    `mark` is the colour of the official French price mark (green, grey, violet) or empty, and
    `tariff` its words in the current language. `warnings` are sentences for the person who plans.
    """

    dial: str
    shown: str
    mark: str = ""
    tariff: str = ""
    reachable_from_abroad: bool = True
    warnings: tuple[str, ...] = ()

    @property
    def tel(self) -> str:
        """The link that dials it (RFC 3966; short numbers bare, as phones understand them)."""
        return f"tel:{self.dial}"

    @property
    def digits(self) -> str:
        """Only the digits of `dial`, as chat services want them."""
        return self.dial.lstrip("+")


def describe(number: str, region: str = "FR", price: str = "") -> Number:
    """What there is to know of `number`, written the way people of `region` write it.

    `price` is the tariff of a number that is charged for (`0,15 € / min`), or `0` where the service
    costs nothing. Raises ValueError saying what would be right.
    """
    clean = _clean(number)
    national = _french(clean) if region == "FR" else None
    row = french.special(national) if national else None
    if national and row:
        return _special(national, row, clean_price(price))
    return _ordinary(clean, national, region)


def check(value: Any) -> str:
    """The check of an option that holds a number; the clean value is what is dialled."""
    if not isinstance(value, str):
        raise ValueError(_expected())
    return describe(value).dial


def check_reachable(value: Any) -> str:
    """The check of an option whose number must answer messages or calls from anywhere."""
    number = describe(check(value))
    if not number.dial.startswith("+") or number.mark:
        raise ValueError(_("an ordinary number with its country, such as +33 6 12 34 56 78"))
    return number.dial


def clean_price(value: Any) -> str:
    """A tariff as it is printed, with a French comma: `0,15 € / min`; `0` for a free service."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if text in ("", "0"):
        return text
    if not _PRICE.fullmatch(text):
        raise ValueError(_("a price such as “0,15 € / min” or “0,80 € / appel”, or “0”"))
    amount, unit = text.split("€")
    return f"{amount.strip().replace('.', ',')} € / {unit.strip(' /').replace('call', 'appel')}"


def _expected() -> str:
    return _("a telephone number, such as 0 800 123 456 or +33 1 23 45 67 89")


def _clean(number: str) -> str:
    text = unicodedata.normalize("NFKC", number).strip().replace("(0)", "")
    text = _FILLERS.sub("", text.removeprefix("tel:"))
    text = f"+{text[2:]}" if text.startswith("00") else text
    if not re.fullmatch(r"\+?[0-9]{3,15}", text):
        raise ValueError(_expected())
    return text


def _french(clean: str) -> str | None:
    """The national form, `0…` or short; None for the number of another country."""
    if clean.startswith("+33"):
        return f"0{clean[3:]}"
    return None if clean.startswith("+") else clean


def _special(national: str, row: french.Range, price: str) -> Number:
    warnings = [_("It normally cannot be reached from abroad: offer a +33 number as well.")]
    mark = row.mark if row.mark is not None else _mark_of(price)
    if _unpriced(mark, price):
        warnings.append(
            _("Its price must stand next to it: give price = “0,15 € / min”, or “0” if free.")
        )
    dial = f"+33{national[1:]}" if len(national) == 10 else national
    shown = french.grouped(national, row.groups)
    return Number(dial, shown, mark, _tariff(mark, price), False, tuple(warnings))


def _unpriced(mark: str, price: str) -> bool:
    return price == "" if mark == "" else mark == french.VIOLET and price in ("", "0")


def needs_price(number: str, price: str) -> bool:
    """Whether the price of a charged number is still to be said (arrêté of 10 June 2009, 11)."""
    found = describe(number, price=price)
    special = french.special(_french(found.dial) or "")
    return special is not None and _unpriced(found.mark, price)


def _mark_of(price: str) -> str:
    return "" if not price else french.GREY if price == "0" else french.VIOLET


def _tariff(mark: str, price: str) -> str:
    """The official words of the price mark."""
    if mark == french.GREEN:
        return _("Free service and call")
    if mark == french.GREY:
        return _("Free service + call at the usual price")
    if mark == french.VIOLET and price not in ("", "0"):
        spoken = _("{price} for the service + call at the usual price")
        return spoken.format(price=price)
    return _("Charged service + call at the usual price") if mark == french.VIOLET else ""


def _ordinary(clean: str, national: str | None, region: str) -> Number:
    if national and national.startswith("08"):
        raise ValueError(_instead(national))
    import phonenumbers  # 23 ms, so only for numbers that our own table does not hold

    if national and (code := french.OVERSEAS.get(national[:4])) and len(national) == 10:
        clean = f"+{code}{national[1:]}"
    try:
        parsed = phonenumbers.parse(clean, region)
    except phonenumbers.NumberParseException:
        raise ValueError(_expected()) from None
    if not phonenumbers.is_valid_number(parsed):
        raise ValueError(_instead(national))
    dial = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if dial.startswith("+33"):
        shown = french.grouped(f"0{dial[3:]}", (2, 2, 2, 2, 2))
    elif region == "FR" and dial[1:4] in french.OVERSEAS.values():
        shown = french.grouped(f"0{dial[4:]}", (4, 2, 2, 2))
    else:
        home = phonenumbers.region_code_for_number(parsed) == region
        form = "NATIONAL" if home else "INTERNATIONAL"
        shown = phonenumbers.format_number(parsed, getattr(phonenumbers.PhoneNumberFormat, form))
    abroad = bool(phonenumbers.can_be_internationally_dialled(parsed))
    return Number(dial, str(shown), reachable_from_abroad=abroad)


def _instead(national: str | None) -> str:
    if national is None:
        return _("a number in use, country code included")
    if len(national) in (3, 4, 6):
        return _("a short number in use: 30xx, 31xx, 32xx, 36xx, 39xx, 10xx, 116xxx, 118xxx")
    if len(national) != 10:
        found = len(national)
        return _("10 digits, as every French number has; these are {found}").format(found=found)
    return _("a number of a French range in use: its first digits are of none")
