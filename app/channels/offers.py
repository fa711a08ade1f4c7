"""Product page and push opt-in: pages of the brand, told the source by campaign parameters."""

from app.channels import checks, links
from app.channels.base import PAGE, Channel, Device, Facts, Option, Options, Source, say


def _tagged(options: Options, source: Source, _device: Device) -> str:
    return links.add_query(options["url"], links.utm(source))


def _product(options: Options, source: Source, device: Device) -> str:
    return PAGE if "price" in options else _tagged(options, source, device)


def _shows(options: Options) -> Facts:
    rows = [("Product", options.get("product")), ("Price", options.get("price"))]
    return tuple((label, str(value)) for label, value in rows if value)


PRODUCT = Channel(
    name="product",
    label=say("Produit et prix", "Product and price"),
    options=(
        Option("url", "https address where the product is sold", checks.url),
        Option("product", "name of the product", checks.text(100), False),
        Option(
            "price",
            "price as people read it; with it a page of ours comes first",
            checks.text(30),
            False,
        ),
    ),
    link=_product,
    tap=_tagged,
    shows=_shows,
    measured="deterministic",
    verb=say("Voir le produit", "See the product"),
)
PUSH = Channel(
    name="push",
    label=say("Notifications", "Notifications"),
    options=(Option("url", "https address of the page that asks for the permission", checks.url),),
    link=_tagged,
    measured="deterministic",
    verb=say("Recevoir les notifications", "Get notifications"),
)
