import numpy as np
import pytest

from app.printing.media import Conditions
from app.printing.preflight import camera
from app.printing.preflight.field import STAGES, plain_matrix, reference


def frames(arc: float = 0.0) -> list[camera.Frame]:
    seen = camera.plain(plain_matrix(3, "Q"))
    taken = camera.shots(Conditions(), 4.0, arc)
    return [camera.shoot(seen, camera.planned(29, settings)) for settings in taken]


def read_of_plain(conditions: Conditions) -> int:
    """How many of all shots zxing-cpp reads."""
    stages = [reference(3, "Q", conditions, stage) for stage in range(len(STAGES))]
    return sum(read["zxing-cpp"][0] for read in stages)


def test_shots_are_the_same_in_every_run() -> None:
    first = frames()
    camera.planned.cache_clear()
    assert all((one == two).all() for one, two in zip(first, frames(), strict=True))


def test_a_plain_code_is_read_in_nearly_every_shot() -> None:
    assert read_of_plain(Conditions()) >= camera.SHOTS - 1


def test_a_straight_shot_maps_the_symbol_to_its_size_in_pixels() -> None:
    straight = camera.Settings(pixels=5.0, roll=0.0)
    u, v = camera._seen(29, straight)
    assert np.diff(u, axis=1) == pytest.approx(1 / 5, rel=1e-9)
    assert np.diff(v, axis=0) == pytest.approx(1 / 5, rel=1e-9)


def test_a_round_pack_shows_the_edges_narrower_than_the_middle() -> None:
    bent = camera.Settings(pixels=5.0, roll=0.0, arc=90.0)
    u, _v = camera._seen(29, bent)
    row = u[len(u) // 2]
    steps = np.diff(row)
    middle, edge = steps[len(steps) // 2], steps[np.searchsorted(row, 14)]
    # At 14 of 37 modules of a 90 degree arc the surface has turned away and sunk by this much:
    radius, reach, angle = 37 / np.radians(90), camera.FOCAL / 5, np.radians(90) * 14 / 37
    depth = reach + radius * (1 - np.cos(angle))
    slope = radius * np.sin(angle) / depth
    stretch = depth / reach / (np.cos(angle) - slope * np.sin(angle))
    assert edge / middle == pytest.approx(stretch, rel=0.02)


def test_harder_conditions_read_less() -> None:
    kind, harsh = Conditions(tilt=5, glare=0, motion=0, dim=0), Conditions(70, 0, 1, 1, 1)
    read = [read_of_plain(where) for where in (kind, harsh)]
    assert read[0] == camera.SHOTS
    assert read[1] < read[0]


def test_every_shot_is_asked_for_once_by_zxing_and_every_third_by_zbar() -> None:
    asked = {name: sorted(shot for stage in STAGES for shot in stage[name]) for name in STAGES[0]}
    assert asked["zxing-cpp"] == list(range(camera.SHOTS))
    assert asked["zbar"] == list(range(2, camera.SHOTS, 3))
