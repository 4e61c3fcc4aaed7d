"""A last line cut short: read up to it, and said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sensortrack.errors import RecordingError
from sensortrack.files import read
from sensortrack.records import Recording

Make = Callable[..., Path]
OWN = "time_s,acc_x,acc_y,acc_z\n0,1,2,3\n0.01,1,2,3\n"
FOREIGN = "samples,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n0,1,0,0,1,2,3\n1,1,0,0,1,2,3\n"


def count(recording: Recording) -> int:
    return sum(len(block) for block in recording.blocks)


@pytest.mark.parametrize("end", ["0.02,1,2,3", "0.02,1,2,", "0.02,1,2", "0.", "0.02,1,2\n", "0.02,1\r\n\r\n"])
def test_of_a_recording_of_ours_is_left_out(make: Make, end: str) -> None:
    recording = read(make(OWN + end))
    assert count(recording) == 2
    assert recording.messages == ["line 4 is cut short and was left out"]


def test_of_a_recording_of_ours_may_be_cut_within_a_mark(make: Make) -> None:
    recording = read(make(b'time_s,acc_x,acc_y,acc_z,marker\n0,1,2,3,\n0.01,1,2,3,"sharp p\xc3'))
    assert count(recording) == 1
    assert recording.messages == ["line 3 is cut short and was left out"]


@pytest.mark.parametrize("end", ["2,1,0,0,1,2,-", "2,1,0,0,1,2,", "2,1,0,0,1,2", "2,", "2,1,0,0,1,2\n"])
def test_of_a_foreign_file_is_left_out(make: Make, end: str) -> None:
    recording = read(make(FOREIGN + end))
    assert count(recording) == 2
    assert recording.messages == ["line 4 is cut short and was left out"]


def test_of_a_foreign_file_is_kept_where_it_is_complete(make: Make) -> None:
    recording = read(make(FOREIGN + "2,1,0,0,1,2,3"))
    assert count(recording) == 3
    assert recording.messages == []


@pytest.mark.parametrize("end", ["0.02,1,2,x\n", "0.02,1,2,\n", "0.02,1,2,3,4\n"])
def test_that_is_whole_and_wrong_is_an_error(make: Make, end: str) -> None:
    with pytest.raises(RecordingError, match="line 4"):
        read(make(OWN + end))
