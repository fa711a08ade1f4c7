"""French regions by postcode: the 18 regions since 2016 (INSEE, code officiel géographique).

A postcode is that of a post office, so a few communes on a border get the neighbouring region; a
placement that gives its `region` is exact.
"""

from collections.abc import Mapping

_DEPARTMENTS = {
    "Auvergne-Rhône-Alpes": "01 03 07 15 26 38 42 43 63 69 73 74",
    "Bourgogne-Franche-Comté": "21 25 39 58 70 71 89 90",
    "Bretagne": "22 29 35 56",
    "Centre-Val de Loire": "18 28 36 37 41 45",
    "Corse": "20",
    "Grand Est": "08 10 51 52 54 55 57 67 68 88",
    "Guadeloupe": "971",
    "Guyane": "973",
    "Hauts-de-France": "02 59 60 62 80",
    "Île-de-France": "75 77 78 91 92 93 94 95",
    "La Réunion": "974",
    "Martinique": "972",
    "Mayotte": "976",
    "Normandie": "14 27 50 61 76",
    "Nouvelle-Aquitaine": "16 17 19 23 24 33 40 47 64 79 86 87",
    "Occitanie": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "Pays de la Loire": "44 49 53 72 85",
    "Provence-Alpes-Côte d’Azur": "04 05 06 13 83 84",
}
_REGIONS: Mapping[str, str] = {
    department: region
    for region, departments in _DEPARTMENTS.items()
    for department in departments.split()
}
REGIONS = tuple(_DEPARTMENTS)


def of_postcode(postcode: str) -> str:
    """The region of a French postcode of five digits; empty where it is in none.

    Raises ValueError for what is no such postcode.
    """
    digits = postcode.replace(" ", "")
    if len(digits) != 5 or not digits.isascii() or not digits.isdecimal():
        raise ValueError(postcode)
    return _REGIONS.get(digits[:3] if digits[:2] == "97" else digits[:2], "")
