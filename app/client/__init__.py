"""A typed client of the API; the standard library only.

    from app.client import Relais
    relais = Relais("https://console.levain.example", "rk_…")
    for code in relais.codes(campaign="printemps"): print(code.url)

It knows nothing of the rest of Relais, and may be copied out of it.
"""

from app.client.relais import Relais
from app.client.transport import ApiError, Reply, Transport
from app.client.values import Alarm, Campaign, Code, Fault, Making, Outcome, Saved, Sent

__all__ = [
    "Alarm",
    "ApiError",
    "Campaign",
    "Code",
    "Fault",
    "Making",
    "Outcome",
    "Relais",
    "Reply",
    "Saved",
    "Sent",
    "Transport",
]
