"""App: the right store or link for each platform, with the source carried along.

iPhone: the app's universal link where one is given, else its App Store page with a campaign (`pt`,
`ct`), which comes back as totals only. Android: Google Play with an install referrer, the one
deterministic link through an installation; where an app link is given, first a page of ours whose
button is an `intent:`, which opens the app or else goes to Play (the intent needs a tap).
HarmonyOS: AppGallery. Elsewhere, and wherever a store is not named: the web address.
Sources: docs/channels.md, "App".
"""

from app.channels import association, checks, links
from app.channels.base import PAGE, Channel, Device, Option, Options, Source, say

CT_LIMIT = 30
REFERRER_LIMIT = 256  # encoded; no official figure is published


def _link(options: Options, source: Source, device: Device) -> str:
    deep = "link" in options and device.platform in ("ios", "android")
    if deep and device.in_app:
        return PAGE  # in-app browsers open no universal link and ignore an intent's fallback
    if device.platform == "ios":
        return _ios(options, source)
    if device.platform == "android":
        return PAGE if deep and "android" in options else _android(options, source)
    if device.platform == "harmonyos" and "huawei" in options:
        return f"https://appgallery.huawei.com/app/{options['huawei']}?referrer={_referrer(source)}"
    return _web(options, source)


def _tap(options: Options, source: Source, device: Device) -> str:
    if device.platform == "android" and "link" in options and "android" in options:
        if device.in_app:
            return _android(options, source)
        return _intent(options, source)
    return _link(options, source, device._replace(in_app=""))


def _ios(options: Options, source: Source) -> str:
    if "link" in options:
        return links.add_query(options["link"], links.utm(source))
    if "ios" not in options:
        return _web(options, source)
    pairs = {"ct": links.fitting(source.token, CT_LIMIT), "mt": "8"}
    provider = {"pt": options["provider"]} if "provider" in options else {}
    return links.add_query(options["ios"], provider | pairs)


def _android(options: Options, source: Source) -> str:
    if "android" not in options:
        return _web(options, source)
    package, referrer = options["android"], _referrer(source)
    return f"https://play.google.com/store/apps/details?id={package}&referrer={referrer}"


def _referrer(source: Source) -> str:
    """`src=TOKEN` first; analytics parameters after it while there is room.

    A store learns nothing of who agreed to be known.
    """
    text = f"src={links.quoted(source.token)}"
    for key, value in links.utm(source._replace(person="")).items():
        longer = f"{text}&{key}={links.quoted(value)}"
        if len(links.quoted(longer)) <= REFERRER_LIMIT:
            text = longer
    return links.quoted(text)


def _intent(options: Options, source: Source) -> str:
    """An `intent:` URL (developer.chrome.com, "Android intents"); its fallback is Google Play."""
    link = links.add_query(options["link"], links.utm(source)).partition("#")[0]
    fallback = links.quoted(_android(options, source))
    return (
        f"intent://{link.removeprefix('https://')}#Intent;scheme=https;"
        f"package={options['android']};S.browser_fallback_url={fallback};end"
    )


def _web(options: Options, source: Source) -> str:
    return links.add_query(options["web"], links.utm(source))


CHANNEL = Channel(
    name="app",
    label=say("Application", "App"),
    options=(
        Option("web", "https address for all other devices", checks.url),
        Option("ios", "the app's page in the App Store", checks.url_on("apps.apple.com"), False),
        Option(
            "provider",
            "provider number of App Store campaign links (pt)",
            checks.matching(r"[0-9]{1,12}", "118764356"),
            False,
        ),
        Option(
            "android",
            "package name in Google Play",
            checks.matching(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+", "fr.levain.app"),
            False,
        ),
        Option(
            "huawei",
            "number of the app in AppGallery",
            checks.matching(r"C[0-9]{3,20}", "C100123456"),
            False,
        ),
        Option("link", "https address that the installed app claims", checks.url, False),
        *association.OPTIONS,
    ),
    link=_link,
    tap=_tap,
    measured="deterministic",
    verb=say("Ouvrir l’application", "Open the app"),
)
