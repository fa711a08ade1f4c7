"""PDF/X-4: the output profile and the metadata that make a press PDF say so (ISO 15930-7).

The structure is complete; conformance was never checked with a validator of the PDF/X kind, and
the documentation says so.
"""

import hashlib
import uuid
from io import BytesIO

import pikepdf
from PIL import ImageCms

from app.errors import Problem, Refused
from app.i18n import _

_DATE = "2000-01-01T00:00:00+00:00"  # fixed, as reportlab's: the same input gives the same bytes
_SMALLEST = 128 + 4  # header and tag count (ICC.1:2022, 7.2)


def label(data: bytes, profile: bytes, title: str) -> bytes:
    """`data` with its output intent and the mark of PDF/X-4. Raises Refused for a bad profile."""
    name = check(profile)
    with pikepdf.open(BytesIO(data)) as document:
        stream = document.make_stream(profile, N=4, Alternate=pikepdf.Name.DeviceCMYK)
        intent = pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent,
            S=pikepdf.Name.GTS_PDFX,
            OutputConditionIdentifier=pikepdf.String("Custom"),
            OutputCondition=pikepdf.String(name),
            Info=pikepdf.String(name),
            DestOutputProfile=stream,
        )
        document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])
        document.docinfo["/Trapped"] = pikepdf.Name("/False")
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            meta["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
            meta["pdf:Trapped"] = "False"
            meta["dc:title"] = title
            meta["xmp:CreatorTool"] = "Relais"
            for field in ("CreateDate", "ModifyDate", "MetadataDate"):
                meta[f"xmp:{field}"] = _DATE
            meta["xmpMM:DocumentID"] = f"uuid:{_uuid(data)}"
            meta["xmpMM:VersionID"] = "1"
            meta["xmpMM:RenditionClass"] = "default"
        out = BytesIO()
        document.save(out, deterministic_id=True, min_version="1.6")
    return out.getvalue()


def _uuid(data: bytes) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256(data).digest()[:16], version=4))


def check(profile: bytes) -> str:
    """The description of a CMYK output profile. Raises Refused for anything else."""
    sound = len(profile) >= _SMALLEST and profile[36:40] == b"acsp"
    if sound and profile[12:16] == b"prtr" and profile[16:20] == b"CMYK":
        try:
            opened = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.getProfileDescription(opened).strip() or "CMYK"
        except (OSError, ImageCms.PyCMSError):
            pass
    raise Refused(
        [
            Problem(
                "bad-profile",
                _("output profile"),
                _("this is no ICC profile of a CMYK press."),
                _("Give the .icc file of your printer, such as PSO Coated v3."),
            )
        ]
    )
