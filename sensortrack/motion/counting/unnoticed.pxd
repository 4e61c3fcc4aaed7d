cimport cython
from libc cimport math
from .excursion cimport Excursion
from .segmenter cimport Segmenter

cdef double DEGREES, MOST_SWAY_DEG, QUIET_DEG, QUIET_S, FOLLOW_TAU_S, HALF_TURN
cdef long UNFOLLOWED, SETTLING, REST, AWAY

@cython.final
cdef class Unnoticed:
    cdef readonly list found
    cdef double _step_s, _gain, _quiet, _x, _y, _z, _ax, _ay, _az, _from_deg, _low, _far
    cdef double _onset_s, _peak_s, _time_s, _out_deg, _inward_deg, _limit_deg, _left_s, _top_s, _valley_s, _shelf_s
    cdef bint _both_ways, _begun, _moving, _returning
    cdef long _quiet_steps, _direction, _state, _shelf
    cdef str _why
    cdef Excursion _followed

    @cython.locals(state=long, quiet=bint, distance=double)
    cpdef step(self, long number, double time_s, double x, double y, double z, Segmenter segmenter, Excursion ended, double angle_deg)
    cpdef end(self)
    cdef double _sway(self, Segmenter segmenter) noexcept
    @cython.locals(e=Excursion, before=Excursion, times=tuple)
    cdef _follow(self, long number, double time_s, Segmenter segmenter, Excursion ended)
    @cython.locals(times=tuple, asked=tuple)
    cpdef note_shift(self, Excursion ended)
    @cython.locals(back=double)
    cdef _give_way(self, double x, double y, double z, Segmenter segmenter)
    @cython.locals(away=double, direction=long)
    cdef void _measure(self, Segmenter segmenter, long state, double angle_deg) noexcept
    cdef bint _is_quiet(self, double x, double y, double z) noexcept
    cdef void _stand(self, double x, double y, double z, double angle_deg) noexcept
    @cython.locals(tilt_deg=double, inward_deg=double, kind=str)
    cdef _end(self)

cdef double _chord(double angle_deg) noexcept
cdef double _distance(double x, double y, double z) noexcept
