"""Exact amounts: how many decimals a currency has (ISO 4217), and text to minor units and back."""

import re
from decimal import Decimal

from app.i18n import _
from app.model import Money

# ISO 4217 list one of 2025 without funds, metals and test codes; BGN, gone since 2026, stays.
_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG
HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED
VES WST XCD YER ZAR ZMW ZWG
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
EXPONENT = dict.fromkeys(_TWO.split(), 2)
EXPONENT |= dict.fromkeys(_NONE.split(), 0)
EXPONENT |= dict.fromkeys(_THREE.split(), 3)

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})(?:[.,]([0-9]{1,6}))?")
_LARGEST = (1 << 63) - 1


def is_currency(code: str) -> bool:
    """Whether `code` is an active currency of ISO 4217, in capitals."""
    return code in EXPONENT


def exponent(currency: str) -> int:
    """How many decimals `currency` has. Raises ValueError for what is no currency."""
    if currency not in EXPONENT:
        raise ValueError(_("a currency of ISO 4217, such as EUR"))
    return EXPONENT[currency]


def read(amount: str, currency: str) -> Money:
    """An amount as written (`12.34`, `12,34`, `-0.5`, no thousands separators), exactly.

    Raises ValueError, whose text says what would be right, for anything that would have to be
    guessed or rounded: `1,234.50`, `1e3`, or a third decimal of euros that is not 0.
    """
    places = exponent(currency)
    found = _AMOUNT.fullmatch(amount.strip())
    if not found:
        raise ValueError(_("an amount such as 12.34, without thousands separators"))
    sign, whole, decimals = found[1], found[2], (found[3] or "").rstrip("0")
    if len(decimals) > places:
        text = _("at most {places} decimals, as {currency} has")
        raise ValueError(text.format(places=places, currency=currency))
    minor = int(whole + decimals.ljust(places, "0"))
    if minor > _LARGEST:
        raise ValueError(_("an amount below 9,223,372,036,854,775,807 minor units"))
    return Money(-minor if sign == "-" else minor, currency)


def plain(money: Money) -> str:
    """The amount as a decimal number with all decimals of its currency: `12.30`, `-5`."""
    return f"{Decimal(money.minor).scaleb(-exponent(money.currency)):f}"
