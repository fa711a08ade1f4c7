"""FaceTime: Apple devices ask before they dial; elsewhere the button makes an ordinary call."""

from app.channels import checks, numbers
from app.channels.base import Channel, Device, Option, Options, Source, page, say


def _tap(options: Options, _source: Source, device: Device) -> str:
    if device.platform not in ("ios", "macos"):
        return f"tel:{options['number']}"
    scheme = "facetime" if options.get("video", True) else "facetime-audio"
    return f"{scheme}:{options['number']}"


CHANNEL = Channel(
    name="facetime",
    label=say("FaceTime", "FaceTime"),
    options=(
        Option("number", "number known to FaceTime", numbers.check_reachable),
        Option("video", "with a picture (default true)", checks.flag, False, usual=True),
    ),
    link=page,
    tap=_tap,
    measured="scan only",
    verb=say("Appeler sur FaceTime", "Call on FaceTime"),
)
