cimport cython
from libc cimport math
from .coming_home cimport came_back_to_shelf, is_at_shelf, low_enough_deg, near_deg, rise_deg
from .excursion cimport Excursion
from .shake cimport stepped_ms2
from .stepping cimport Stepping

cdef long SETTLING, REST, AWAY
cdef double ONSET, ONSET_LEAST_DEG, LOW_PEAK, SETTLES_FAR, SETTLES_NEAR, FURTHER, VALLEY, WHOLE, SHELF_LOW, SHELF_HIGH
cdef double STILL_FRACTION, STILL_LEAST_DPS, STILL_MOST_DPS, END_SPEED, END_LEAST_DPS, DWELL_S
cdef double ARM_S, SETTLE_S, REST_MOST_DPS, INWARD_MOST_DPS, REBASE_S, PAUSE_S, LONGEST_S
cdef double MEAN_S, STOP_DPS, ONE_WAY_LEAST_DEG, ONE_WAY

@cython.final
cdef class Segmenter:
    cdef public long state
    cdef public double rest_deg, onset_deg, still_dps
    cdef public Excursion excursion
    cdef public bint has_begun, goes_on
    cdef long _step, _still_steps, _home_steps
    cdef bint _both_ways
    cdef Stepping _stepping
    cdef double _step_s, _raised_share, _shift_deg, _inner_deg, _reference_deg, _calm_dps, _slow_from_deg, _settles_within
    cdef double _rest_gain, _calm_gain, _inward_gain, _sway_gain, _sway_deg2

    cpdef settle(self, double angle_deg)
    cdef double _still_s(self) noexcept
    cpdef double one_way_deg(self) noexcept
    @cython.locals(away=double, direction=long, stepping=Stepping, steps=str)
    cpdef Excursion step(self, long number, double angle_deg, double speed_dps, double turn_dps, double shake_ms2)
    @cython.locals(before_dps=double, slow=bint)
    cdef _watch(self, double angle_deg, double speed_dps)
    @cython.locals(e=Excursion, height=double)
    cpdef Excursion break_off(self, long number, double angle_deg)
    @cython.locals(e=Excursion)
    cpdef Excursion close(self, long number, str ended_by)
    @cython.locals(away=double, to_inner=double, most=double)
    cdef void _follow_rest(self, double angle_deg) noexcept
    @cython.locals(e=Excursion, height=double, outward_dps=double, ended_by=str, was_from_shelf=bint, left=double, at_rest=bint, went_out_again=bint, stepped=double)
    cdef Excursion _away(self, long number, double angle_deg, double speed_dps, double turn_dps, double shake_ms2)
    @cython.locals(low=double, slow_dps=double, near=bint, fell=bint, rise=double, base=double, at_shelf=bint, went_out=bint, back_at_shelf=bint)
    cdef str _ended_by(self, Excursion e, long number, double height, double outward_dps)
    @cython.locals(reference=double, further=double)
    cdef _watch_shelf(self, Excursion e, long number, double height)
    @cython.locals(came_back=bint)
    cdef bint _turned_from_low(self, Excursion e, double height) noexcept
