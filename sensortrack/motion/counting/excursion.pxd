cimport cython

cdef double RISEN
cdef Py_ssize_t FIRST_STEPS

@cython.final
cdef class Excursion:
    cdef readonly long onset, direction
    cdef readonly bint from_shelf
    cdef public double rest_deg, peak_deg, lowest_deg, raised_s, off_axis, shaken_ms2, return_speed_dps, shelf_deg, shelf_s, left_shelf_deg, end_value, end_limit
    cdef public long peak, valley, end, risen, shelf
    cdef public str ended_by
    cdef public bint on_shelf, paused
    cdef long _steps
    cdef double[:, ::1] _rows
    cdef double _shake, _shake_before, _shake_now, _shake_to_shelf, _shake_at_shelf, _shake_to_valley, _shake_at_valley
    cdef long _first_peak
    cdef double _first_peak_deg

    @cython.locals(rows=cython.double[:, ::1], k=Py_ssize_t)
    cpdef add(self, long number, double height_deg, double outward_dps, double turn_dps, double shake_ms2)
    @cython.locals(rows=cython.double[:, ::1])
    cdef _make_room(self)
    cdef _take_for_peak(self, long number, double height_deg)
    cpdef stop_on_shelf(self, long number, double height_deg, double still_s)
    cpdef turn_on_shelf(self)
    cpdef leave_shelf(self, long number, double height_deg, double further_deg)
    cpdef bint may_have_shifted(self) noexcept
    @cython.locals(first=Py_ssize_t, k=Py_ssize_t)
    cpdef begin_from_shelf(self, long step)
    @cython.locals(rows=cython.double[:, ::1], count=Py_ssize_t, k=Py_ssize_t, above=long, risen=long, speed2=double, turn2=double, base=double, raised=double, steps=double, steady_dps=double, least=double, drawn_in=double)
    cpdef finish(self, long end, str ended_by, long step, double step_s, double raised_share, double shake_mean_s)
