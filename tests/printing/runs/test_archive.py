"""Numbered SVGs: the archive read by the standard library, the pictures by resvg and zxing-cpp."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from app.printing.runs import archive
from app.printing.runs.archive import Archive
from tests.printing import sample
from tests.printing.runs.kit import a_run, addresses, read, whole


def test_each_file_is_named_by_its_number_and_decodes_to_its_address():
    run = a_run(first=99_998 - 515, count=515)
    with ZipFile(BytesIO(whole(Archive(run), run))) as found:
        assert found.testzip() is None
        assert found.namelist() == [f"{serial:05d}.svg" for serial in range(run.first, run.end)]
        assert {info.compress_type for info in found.infolist()} == {ZIP_DEFLATED}
        wanted = addresses(run)
        for place in (0, 511, 512, 514):  # the edges of both parts
            svg = found.read(found.namelist()[place])
            pixels = np.array(sample.from_svg(svg, 200).convert("L"))
            assert read(pixels) == [wanted[place]]
            assert f"<title>{wanted[place]}</title>" in svg.decode()


def test_the_symbol_is_as_wide_as_its_medium_wants_it_and_lies_in_its_quiet_zone():
    run = a_run(count=1)
    with ZipFile(BytesIO(whole(Archive(run), run))) as found:
        pixels = np.array(sample.from_svg(found.read("00000.svg"), 254).convert("L"))
    dark = np.argwhere(pixels < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0) + 1
    assert abs((right - left) / 10 - run.medium.code) < 0.15
    assert min(top, left, len(pixels) - bottom, len(pixels) - right) / 10 > 3.9 * 20 / 29


def test_an_archive_of_more_than_65535_files_is_read_as_large(tmp_path):
    size, offset = 0, 0
    entries = []
    path = tmp_path / "many.zip"
    with path.open("wb") as file:
        for number in range(65_536):
            local, entry = archive._member(b"%06d.svg" % number, b"<svg/>", offset)
            file.write(local)
            entries.append(entry)
            offset += len(local)
        for entry in entries:
            size += len(entry)
            file.write(entry)
        file.write(archive._ending(65_536, size, offset))
    with ZipFile(path) as found:
        assert len(found.namelist()) == 65_536
        assert found.read("065535.svg") == b"<svg/>"


def test_an_archive_beyond_four_gigabytes_is_read_as_large(tmp_path):
    far = 5 << 30  # the file is sparse: it takes no room
    near_local, near = archive._member(b"0.svg", b"<svg>near</svg>", 0)
    far_local, entry = archive._member(b"1.svg", b"<svg>far</svg>", far)
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.write(near_local)
        file.seek(far)
        file.write(far_local + near + entry)
        file.write(archive._ending(2, len(near + entry), far + len(far_local)))
    with ZipFile(path) as found:
        assert (found.read("0.svg"), found.read("1.svg")) == (
            b"<svg>near</svg>",
            b"<svg>far</svg>",
        )
