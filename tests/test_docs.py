"""The docs name everything there is, their commands parse, their links lead somewhere, and the
guide says the same in both languages, in the words of the screen."""

import re
import shlex
import tomllib

import click
import pytest

from app import config, i18n
from app.channels import CHANNELS
from app.cli import COMMANDS, root
from app.printing.media import media
from app.store.alarms import KINDS
from app.web.api.openapi import describe

DOCS = config.resource("docs")
ROOT = config.resource("README.md").parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
SHOWN = [ROOT / "README.md", ROOT / "LISEZMOI.md", *sorted(DOCS.rglob("*.md"))]
GUIDE = [path.name for path in sorted((DOCS / "en").glob("*.md"))]
LANGUAGES = ("en", "fr")
FRENCH = [ROOT / "LISEZMOI.md", *sorted((DOCS / "fr").glob("*.md"))]
NARROW = "\u202f"
MEASURED = {
    "deterministic": {"en": "certain", "fr": "certaine"},
    "declared": {"en": "declared", "fr": "déclarée"},
    "scan only": {"en": "the scan only", "fr": "le scan seul"},
}


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def guide(language):
    return "".join(path.read_text(encoding="utf-8") for path in (DOCS / language).glob("*.md"))


def blocks(text, kind):
    """The fenced blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def prose(text):
    """A page without what is code: fenced blocks, spans, the targets of links."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`\n]*`", "``", text))


def commands(text):
    """The words of every `./do` line that the shell blocks of a page show."""
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines if line.startswith("./do ")]
    return [one[1:] for one in words if one[1] != "test"]


def resolved(words):
    """A command line as click reads it: its command and the options given, by name."""
    context = click.Context(root, info_name="relais")
    command, name = root, ""
    while isinstance(command, click.Group):
        name, *words = words
        command = command.get_command(context, name)
        assert command, f"no command {name}"
    given, left, _order = command.make_parser(click.Context(command, context)).parse_args(words)
    assert left == []
    return command, given


def headings(text):
    return re.findall(r"^(#+) (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M)


def anchors(text):
    """The names that a forge gives to the headings of a page."""
    return {
        re.sub(r"[^\w\- ]", "", title.replace("`", "").lower()).replace(" ", "-")
        for _level, title in headings(text)
    }


def on_screen(language):
    """Every text of the console in a language, its spaces made alike."""
    texts = i18n.catalogue("fr")
    said = texts.values() if language == "fr" else texts.keys()
    labels = [channel.label[language] for channel in CHANNELS.values()]
    return {" ".join(text.split()) for text in (*said, *labels)}


def test_every_setting_is_documented_with_its_default():
    text = page("settings.md")
    for setting in config.SETTINGS:
        shown = f"`{setting.default}`" if setting.default else ""
        assert f"| `RELAIS_{setting.name.upper()}` | {shown} | {setting.help} |" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_names_every_setting_command_channel_medium_and_alarm(language):
    text = guide(language)
    names = (
        *(f"`RELAIS_{setting.name.upper()}`" for setting in config.SETTINGS),
        *(f"`./do {command}`" for command in COMMANDS),
        *(
            f"| {channel.label[language]} | `{key}` | {MEASURED[channel.measured][language]}"
            for key, channel in CHANNELS.items()
        ),
        *(f"| {medium.name[language]} | `{key}` |" for key, medium in media().items()),
        *(f"`{kind}`" for kind in KINDS),
    )
    straight = text.replace("’", "'")
    assert [name for name in names if name.replace("’", "'") not in straight] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_has_the_sizes_of_every_medium(language):
    comma = str.maketrans(".", ",") if language == "fr" else {}
    text = page(f"{language}/print.md")
    for key, medium in media().items():
        width, height = medium.trim
        row = f"| `{key}` | {width:g} × {height:g} | {medium.code:g} | {medium.distance:g} m |"
        assert row.translate(comma) in text


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_in_the_reference(channel):
    assert f"`{channel}`" in page("channels.md")


@pytest.mark.parametrize("medium", media())
def test_every_medium_is_in_the_reference(medium):
    assert f"`{medium}`" in page("printing.md")


def test_every_endpoint_is_in_the_reference():
    text = page("api.md")
    spelt = [
        f"`{method.upper()} {path.replace('{', '<').replace('}', '>')}`"
        for path, methods in describe()["paths"].items()
        for method in methods
    ]
    assert [endpoint for endpoint in spelt if endpoint not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", text):
        other = path.parent / target if target else path
        assert other.exists(), target
        if anchor:
            assert anchor in anchors(other.read_text(encoding="utf-8")), f"{target}#{anchor}"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_shown_is_one_that_there_is(path):
    for words in commands(path.read_text(encoding="utf-8")):
        command, given = resolved(words)
        for parameter in command.params:
            if isinstance(parameter.type, click.Choice) and parameter.name in given:
                value = given[parameter.name]
                for one in value if isinstance(value, list) else [value]:
                    parameter.type.convert(one, parameter, None)


def test_the_guide_has_the_same_pages_in_both_languages():
    assert [path.name for path in sorted((DOCS / "fr").glob("*.md"))] == GUIDE
    assert "README.md" in GUIDE


@pytest.mark.parametrize("name", GUIDE)
def test_a_page_of_the_guide_is_built_alike_in_both_languages(name):
    english, french = (page(f"{language}/{name}") for language in LANGUAGES)
    for part in (
        lambda text: [level for level, _title in headings(text)],
        lambda text: [(c.name, sorted(given)) for c, given in map(resolved, commands(text))],
        lambda text: len(re.findall(r"^\|", text, re.MULTILINE)),
        lambda text: re.findall(r"\]\(\.\./pictures/..-(\S+?)\)", text),
    ):
        assert part(french) == part(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_of_the_guide_has_every_page_under_its_title(language):
    index = page(f"{language}/README.md")
    for name in GUIDE:
        title = headings(page(f"{language}/{name}"))[0][1]
        assert name == "README.md" or f". [{title}]({name})" in index


def test_the_french_readme_is_the_readme():
    english, french = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "LISEZMOI.md")
    )
    for part in (
        lambda text: [level for level, _title in headings(text)],
        lambda text: re.findall(r"^\./do [\w-]+", text, re.MULTILINE),
        lambda text: len(re.findall(r"^\|", text, re.MULTILINE)),
    ):
        assert part(french) == part(english)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in GUIDE if name != "README.md"])
def test_what_the_guide_shows_in_bold_stands_on_the_screen(name, language):
    bold = re.findall(r"\*\*(.+?)\*\*", prose(page(f"{language}/{name}")), re.DOTALL)
    assert [text for text in bold if " ".join(text.split()) not in on_screen(language)] == []


@pytest.mark.parametrize("name", GUIDE)
def test_toml_in_the_guide_is_toml(name):
    for language in LANGUAGES:
        for block in blocks(page(f"{language}/{name}"), "toml"):
            assert tomllib.loads(block)


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.name)
def test_french_pages_have_french_typography(path):
    text = prose(path.read_text(encoding="utf-8"))
    assert re.findall(r".{0,20}'.{0,20}", text) == []
    assert re.findall(r".{0,20} [;:!?](?:\s|$)", text) == []
    assert re.findall(rf".{{0,20}}(?:«[^{NARROW}]|[^{NARROW}]»)", text) == []


def test_every_picture_of_the_docs_is_made_by_the_script():
    script = page("pictures.py")
    shown = {
        re.sub(r"^(?:fr|en)-", "", name)
        for path in PAGES
        for name in re.findall(r"pictures/(\S+?)\.png\)", path.read_text(encoding="utf-8"))
    }
    assert [
        name for name in shown if f'"{name}"' not in script and f"{name}.png" not in script
    ] == []
