"""What an unknown typed address may have meant, offered on the page that says it leads nowhere."""

from collections.abc import Iterable
from html import escape

from app.model import Brand
from app.redirect import answer as answers
from app.redirect.answer import Answer

MOST = 3
_SAID = (
    '<p class="lead centre"><span lang="fr">Vouliez-vous dire</span> · '
    '<span lang="en">Did you mean</span></p>'
)


def offer(page: Answer, brand: Brand, aliases: Iterable[str]) -> Answer:
    """`page` with a link to each alias, at the end of its <main>, or of all where it has none."""
    host, words = escape(brand.host), [escape(alias) for alias in aliases]
    links = "".join(f'<a class="big" href="/{word}">{host}/{word}</a>' for word in words)
    head, end, tail = page.body.partition(b"</main>")
    block = f'<div class="actions">{_SAID}{links}</div>\n'.encode()
    return answers.page(page.status, head + block + end + tail)
