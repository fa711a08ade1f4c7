"""A file appears whole or not at all, and goes on where it was stopped."""

import json
import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Conflict
from app.printing.runs import spool
from app.printing.runs.spool import Part, spooling

PARTS = [Part(bytes([65 + n]) * (n * 7 % 11 + 1), bytes([n])) for n in range(12)]
WHOLE = b"".join(part.body for part in PARTS) + bytes(range(12)) + b"end"


def work(out, mark="m", stop=None, parts=PARTS):
    """Write the parts that are missing; `stop`: fail after that many are in."""
    with spooling(out, mark) as file:
        began = file.done
        while file.done < len(parts):
            if file.done == stop:
                raise KeyboardInterrupt
            file.append(parts[file.done], file.done + 1)
        file.checkpoint()
        file.finish([*file.index(), b"end"])
    return began


def test_a_file_is_whole_or_not_there(tmp_path):
    out = tmp_path / "new" / "run.bin"
    with pytest.raises(KeyboardInterrupt):
        work(out, stop=5)
    assert not out.exists()
    assert work(out) == 5
    assert out.read_bytes() == WHOLE
    assert [path.name for path in out.parent.iterdir()] == ["run.bin"]


@settings(max_examples=20)
@given(st.lists(st.integers(0, 11), max_size=4), st.integers(1, 40))
def test_however_often_it_is_stopped_the_bytes_are_the_same(tmp_path_factory, stops, every):
    out = tmp_path_factory.mktemp("spool") / "run.bin"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_EVERY", every)
        for stop in sorted(set(stops)):
            with pytest.raises(KeyboardInterrupt):
                work(out, stop=stop)
        work(out)
    assert out.read_bytes() == WHOLE


def test_bytes_after_the_last_checkpoint_are_written_again(tmp_path):
    out = tmp_path / "run.bin"
    with pytest.raises(KeyboardInterrupt):
        work(out, stop=4)
    for kind in ("part", "index"):  # as a power cut leaves them
        with (tmp_path / f".run.bin.{kind}").open("ab") as file:
            file.write(b"torn")
    assert work(out) == 4
    assert out.read_bytes() == WHOLE


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / ".run.bin.resume").write_text("{"),
        lambda folder: (folder / ".run.bin.resume").write_text('["list"]'),
        lambda folder: (folder / ".run.bin.resume").write_text("{}"),
        lambda folder: (folder / ".run.bin.index").write_bytes(b""),
        lambda folder: os.truncate(folder / ".run.bin.part", 3),
        lambda folder: (folder / ".run.bin.part").unlink(),
    ],
)
def test_what_cannot_be_trusted_is_begun_anew(tmp_path, harm):
    out = tmp_path / "run.bin"
    with pytest.raises(KeyboardInterrupt):
        work(out, stop=4)
    harm(tmp_path)
    assert work(out) == 0
    assert out.read_bytes() == WHOLE


def test_another_run_of_the_same_name_starts_anew(tmp_path):
    out = tmp_path / "run.bin"
    with pytest.raises(KeyboardInterrupt):
        work(out, stop=4)
    assert json.loads((tmp_path / ".run.bin.resume").read_text())["done"] == 4
    assert work(out, mark="other") == 0
    assert out.read_bytes() == WHOLE


def test_a_finished_file_stays_until_the_next_is_whole(tmp_path):
    out = tmp_path / "run.bin"
    work(out)
    with pytest.raises(KeyboardInterrupt):
        work(out, mark="other", stop=4)
    assert out.read_bytes() == WHOLE


def test_two_writers_of_one_file_are_kept_apart(tmp_path):
    out = tmp_path / "run.bin"
    met = []

    def second():
        with pytest.raises(Conflict, match=r"run\.bin") as caught:
            work(out)
        met.append(caught.value.code)

    with spooling(out, "m") as file:
        other = threading.Thread(target=second)
        other.start()
        other.join()
        for place, part in enumerate(PARTS, start=1):
            file.append(part, place)
        file.finish([*file.index(), b"end"])
    assert met == ["busy-file"]
    assert out.read_bytes() == WHOLE
