"""Programs that are no people: link previews, and bots, from the user agent alone.

Two lists: patterns of our own (what programs call themselves), and the public list
`crawler-user-agents` (MIT); minus what people's browsers and phones happen to be called. Tuned on
one half of a public set of user agents and gated on the other: tests/redirect/test_agent.py.
"""

import re
from functools import cache, lru_cache

LONGEST = 512  # characters of a user agent that are read
REMEMBERED = 65_536

# Fetchers that draw a card for a link somebody sent; iMessage calls itself Facebook and Twitter.
_PREVIEW = re.compile(
    r"facebookexternalhit/|facebookcatalog/|Facebot|meta-externalfetcher|^WhatsApp/[\d.]+(?: \w)?$|"
    r"Slackbot-LinkExpanding|Slack-ImgProxy|Slackbot |TelegramBot|Discordbot|Twitterbot|"
    r"LinkedInBot|SkypeUriPreview|MicrosoftPreview|Microsoft-Preview|line-poker|kakaotalk-scrap|"
    r"Google-PageRenderer|GoogleImageProxy|Google Web Preview|Snap URL Preview|^Viber|vkShare|"
    r"Mastodon/|Iframely|redditbot|Pinterestbot|Embedly|Synapse|Zoombot|Signal-Android/.* preview|"
    r"Bluesky Cardyb|BitlyBot|Mattermost|Tumblr/|XING-contenttabreceiver|TeamsBot"
)

# What programs call themselves; read in lower case, a third of the time of re.IGNORECASE. `bot`
# inside a word is left to the public list: Cubot is a phone.
_OWN = re.compile(
    r"bot(?:\b|[-_/@+]|\d)|(?:^|[^a-z])bot|[a-z]bot[a-z -]|crawl|spider|slurp|scrap[ei]|archiver|"
    r"fetch(?:er|or|\b)|harvest|sniffer|collector|extract|monitor(?:ing)?[/ -]|uptime|pingdom|"
    r"statuscake|gomezagent|site24x7|catchpoint|ptst/|speedcurve|lighthouse|pagespeed|"
    r"google-?(?:web|page|read|insp|safety|adwords|speakr|favicon|sites|site-ver|cloudvertex)|"
    r"headless|phantomjs|puppeteer|playwright|selenium|webdriver|cypress|electron-fetch|"
    r"valid(?:ator|ate|ation)|check(?:er|link|\b)|link(?:sleuth| sleuth|dex|walker|check)|"
    r"thumb(?:nail|shots|sniper)|preview|screenshot|pagepeeker|capture|"
    r"\b(?:curl|wget|httpie|lwp|libwww|axios|undici|aiohttp|httpx|urllib|scrapy|okhttp|guzzle|"
    r"faraday|typhoeus|mechanize|resty|reqwest|colly|postman\w*|insomnia|winhttp|pycurl|jakarta|"
    r"nutch|heritrix|masscan|zgrab|nmap|nikto|sqlmap|nessus|qualys|censys|shodan|wpscan)\b|"
    r"python[-/ ]|perl[-/ ]|^php/|ruby[-/ ]|^java/|sdk-java/|^node(?:-|\b)|go-http|apache-http|"
    r"http[-_ ]?(?:client|request|get|rb|unit)|request-promise|node\.js|deno/|bun/|dart/|"
    r"feed(?:fetch|burner|ly|bin|press|valid)|\brss\b|newsblur|aggregator|"
    r"search(?:engine|[ _-]?agent|me|\.[a-z])|sitesearch|webs(?:earch|ucker|napper|trip)|"
    r"index(?:er|ing)|archive\.org|wayback|copier|download(?:er|ninja)|teleport|httrack|offline|"
    r"\+https?:|\(https?:|; ?https?:|[ (]\+?www\.[a-z0-9-]+\.[a-z]{2,}|^[\w.-]+\.(?:com|net|org)\b|"
    r"yahoo! ?slurp|yahooc|(?:baidu|sogou|yandex)(?:.{0,9}(?:bot|spider))|daum|yeti/|naver\b|"
    r"datanyze|ltx71|riddler|\bia_archiver|qwant|ecosia.*bot|mediapartners|adsbot|bingpreview|"
    r"amazon[- ]?(?:cloudfront|route)|cloudflare|azure|heroku|gptb|chatgpt|claude|perplexity|"
    r"anthropic|cohere|diffbot|ichiro|reaper/|holmes/|analy[sz]er|audit|"
    r"catch(?:er|bot|point)|classif|detect(?:or|ify)|grab(?:ber|\b)|inspect|"
    r"librar(?:y|ian)|measure|\bparse[rd]?\b|\bprobe|retriev|synthetic|\btransc|"
    r"\burl|wappalyzer|whatcms|\bscan(?:ner)?\b|survey|sentry|splash|virtuoso|optimi[sz]e|"
    r"^microsoft (?:bits|url)|^mozilla/\d\.\d$|^mozilla/5\.\d (?!linux)[a-z]|like gecko; ?[a-z]|"
    r"google(?:-ad|ad|-lens|-pinpoint|-ilp|-amp|bus|$)|https?://|safebrows|scamadv|xtate|sparkler|"
    r"recon\b|libredtail|\$\{|\{\{|\bsec(?:web|tigo)|advisor|iplabel|pageburst|infrawatch|"
    r"proxy\)$|copilot|grafana|matomo|prospect|\bleads?\b|leadradar|discovery/|score/|"
    r"expander|resolver|lookup|worker/|filter/|^client|(?:custom|my|default)[ _]user|"
    r"^mozilla/5\.\d \(compatible; *(?!msie|konqueror|icab|opera|windows|blackberry|teleca|u;|\))"
    r"(?:[\w!-]+[/ ;)])|^mozilla/\d\.\d \(compatible;?\)$|"
    r"cachesystem|clickagy|grapeshot|proximic|netcraft|metauri|seo(?:kicks|scan|lyt)|"
    r"semantic|ranking|backlink|voila|exalead|gigablast|twiceler|ask jeeves|teoma|w3c[-_/]|"
    r"jigsaw|wordpress|drupal|movabletype|discourse|nagios|zabbix|munin|webkit2png|wkhtml"
)

# What programs say of their trade; no browser, phone or app of a person in the tuned half says it.
_TRADE = re.compile(
    r"(?<!htc )(?<!user[ _-])(?<!user)agent\b|monitor(?:ing)?\b|[a-z]discovery\b|research|scan|"
    r"check|verif|\bdomains?|hosting|[a-z]data\b|\bdata(?:set|base|min)|[a-z]-google|google-[a-z]|"
    r"tester\b|testing\b|webmaster|intelligence|insight|compliance|security\b|threat|abuse|"
    r"experiment|enrich|marketing|affiliate|sitemap|headline|diagnos|observatory|"
    r"^mozilla/5.*\).*\(compatible;"
)

# A desktop browser is built of an engine and names itself by the version it was made from
# (Edg/131.0.0.0). A program that pretends to be one leaves parts out, or adds a word, a remark or
# its own Name/1.0 before, between or behind.
_KNOWN = (
    r"(?:DuckDuckGo|Ddg|Edge?|OPR|Opera|Midori|Epiphany|Yowser|Whale|Iron|Vivaldi|Brave|Slack|Teams|"
    r"Mobile|Konqueror|Falkon|Otter|SeaMonkey|Waterfox|PaleMoon|Maxthon|Avast|AVG|Norton|Chrom\w+|"
    r"[\w-]*Browser|osmeta|Build|debian|Debian|Ubuntu|Fedora|CentOS|Silk|MMS|FBAN|Servo|Safari|"
    r"Version|rekonq|Fluid|iCab|OmniWeb|QtWebEngine|Electron)\b"
)
_DESKTOP = r"^(?!.*MIDP)Mozilla/5\.0 \((?:Windows(?: NT|;)|Macintosh|X11)[^)]*\)"
_WEBKIT = rf"{_DESKTOP} AppleWebKit/[\d.+]+ \(KHTML, like Gecko\)"
_PRETENDER = re.compile(
    rf"{_DESKTOP}.*? (?:Safari|Firefox)/[\d.+]+(?:"
    r";| \((?!electron)| ?/| #| (?!\w*(?:App|Browser)\b)[A-Za-z_-]+(?: [\w-]+)*$|"
    rf" (?!{_KNOWN})[A-Za-z][\w-]*/v?\d+(?:\.\d+)?(?:[ ;]|$))|"
    rf"{_WEBKIT} (?!{_KNOWN})\w+/\d+\.\d+ (?=Chrome/)(?!.*Electron/)|"
    r"^(?!Mozilla|Opera)[\w-]+ Mozilla/5\.0 \((?:Windows NT|Macintosh|X11)|"
    r"^[a-z_-]+$"
)

# People's browsers and phones that a pattern above, or of the public list, mistakes for a program.
_PERSON = re.compile(
    r"SogouMobileBrowser|MetaSr|SE 2\.X|baidubrowser|baiduboxapp|BIDUBrowser|bdbrowser|FlyFlow|"
    r"YaBrowser|YandexSearch|YaApp|YaSearchBrowser|UCBrowser|UCWEB|Build/\S*008|"
    r"CUBOT|Cubot|dv\(iPh|DuckDuckGo/\d|\bGSA/|Pinterest/|Snapchat|Instagram \d|"
    r"^Mozilla/5.*WhatsApp/|RakutenWebsearch|Fluid/|\[FBAN/|"
    r"^WhatsApp\+?/.*Device/|ViewSonic|AdMob-|OPR/|NAVER\(inapp|Ecosia (?:android|ios)|"
    r"Qwant(?:Mobile)?/|QwantBrowser|MonitorMobile|Line/\d|KAKAOTALK|Whale/"
)

# What an Android phone is called: M bot, Capture+, Virtuoso …
_MODEL = re.compile(
    r"\(Linux; (?:U; |arm_64; )?Android (?![^)]*compatible)[^;)]*(?:;[^;)]*(?<!\bwv))?"
    r"(?:;[^;)]*Build[^;)]*)?",
    re.IGNORECASE,
)

# Every browser, phone and app of a person names an engine, a system or a maker.
_DEVICE = re.compile(
    r"AppleWebKit|Gecko|Trident|MSIE|Presto|Opera|KHTML|Mobile|iPhone|iPad|iPod|Android|Adr |"
    r"Windows|Mac ?OS|Macintosh|Linux|X11|CFNetwork|Darwin|Dalvik|HarmonyOS|MIDP|CLDC|Profile|"
    r"Browser|Obigo|NetFront|UCWEB|DoCoMo|KDDI|J-PHONE|SoftBank|Vodafone|Symbian|KaiOS|mozilla/[1-4]|"
    r"PlayStation|Nintendo|UP\.Link|samsung|nokia|ericsson|huawei|alcatel|blackberry|lenovo|"
    r"micromax|planetweb|portalmmm|openwave|jataayu|tvOS|watchOS|Watch\d|"
    r"(?<![a-z])(?:iOS|WAP|MMP|i-mode|Orange|Series\d|BREW|J2ME|Java|Tizen|Bada|webOS|web0s|Roku|"
    r"Xbox|Kindle|Silk|HTC|sec-|sgh|sony|bb10|motorola|mot-|lg|sharp|sanyo|kyocera|siemens|sie-|"
    r"philips|panasonic|pantech|sagem|toshiba|zte|xiaomi|redmi|oppo|vivo|oneplus|realme|palm|"
    r"danger|sendo|benq|haier|amoi|gt-|sph|sch-|nec|fly[ _-]|spice|karbonn|lava|hisense|tcl|qtek|"
    r"dopod|hp ?ipaq|asus|acer\b|dell|garmin|archos|sprint|cdm|telit|skyspider|nook|vk-|acs-|fban|"
    r"teleca|screen-|amiga|quicktime|polaris|dolfin|maui|mtk|wm5|bird|konka|qci|audiovox)|"
    r"(?-i:^[A-Z]{2,}[A-Z_-]*[0-9]{2})",
    re.IGNORECASE,
)

# What no browser of a person says, so that it outweighs a likeness to one.
_NO_PERSON = re.compile(r"bot/\d|spider/|crawler/|\+https?://|facebookexternalhit", re.IGNORECASE)


@lru_cache(REMEMBERED)
def is_preview(user_agent: str) -> bool:
    """Whether this fetches a link to show a card of it."""
    return _PREVIEW.search(user_agent[:LONGEST]) is not None


@lru_cache(REMEMBERED)
def is_bot(user_agent: str) -> bool:
    """Whether this is a program and no person. A request without a user agent is a program's."""
    text = user_agent[:LONGEST]
    if not text.strip():
        return True
    if not _NO_PERSON.search(text):
        if _PERSON.search(text):
            return False
        text = _MODEL.sub("(Android", text, count=1)
    lower = text.lower()
    known = _PRETENDER.match(text) or _OWN.search(lower) or _TRADE.search(lower)
    return known is not None or not _DEVICE.search(text) or _listed(text)


def _listed(text: str) -> bool:
    words, rest = _public()
    for word in set(_WORDS.findall(text)):
        for pattern in words.get(word, ()):
            if pattern.search(text):
                return True
    return rest.search(text) is not None


_WORDS = re.compile(r"[A-Za-z0-9]+")
_PLAIN = re.compile(r"\^?((?:[A-Za-z0-9 _!-]|\\[./()\-+!])+)\$?")


@cache
def _public() -> tuple[dict[str, list[re.Pattern[str]]], re.Pattern[str]]:
    """The public list by a word of each pattern, and one expression for those without a word.

    1,500 alternatives tried at each character cost 3 ms for an unknown user agent; one look-up
    for each of its words, some 20 us. A pattern then has to start and end with a whole word.
    """
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA

    words: dict[str, list[re.Pattern[str]]] = {}
    rest: list[str] = []
    for entry in CRAWLER_USER_AGENTS_DATA:
        pattern = str(entry["pattern"])
        plain = _PLAIN.fullmatch(pattern)
        found = _WORDS.findall(plain[1].replace("\\", "")) if plain else []
        if found and not found[0].isdecimal():
            words.setdefault(max(found, key=len), []).append(re.compile(pattern))
        elif not re.fullmatch(r"\d+", pattern):
            rest.append(pattern)
    return words, re.compile("|".join(rest))
