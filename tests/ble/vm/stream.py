"""The tests of the other two worlds that make sense in this one; `run.py` runs them.

Its name keeps it out of an ordinary run of the tests.
"""

from __future__ import annotations

from ..test_stream import (
    test_a_sensor_is_found_set_up_and_streamed,
    test_it_can_be_gone_through_as_an_iterator_and_left_at_any_time,
    test_several_sensors_at_once,
    test_stopping_ends_the_iteration,
    test_the_charge_is_told,
    test_the_link_is_up_before_the_first_notification,
    test_what_the_sensor_read_is_what_comes_out,
)

__all__ = [
    "test_a_sensor_is_found_set_up_and_streamed",
    "test_it_can_be_gone_through_as_an_iterator_and_left_at_any_time",
    "test_several_sensors_at_once",
    "test_stopping_ends_the_iteration",
    "test_the_charge_is_told",
    "test_the_link_is_up_before_the_first_notification",
    "test_what_the_sensor_read_is_what_comes_out",
]
