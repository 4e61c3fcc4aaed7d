cimport cython
from libc cimport math

from .carried_up cimport CarriedUp

cdef double STILL_DEG, SCALE, AXES, PATH, SPEED, BIAS_DPS, WALK_DPS_RTS, MOST, EXPECTED, ALARM, RADIAN

@cython.final
cdef class StrayWatch:
    cdef CarriedUp _up
    cdef double[:, ::1] _p, _p_before
    cdef double[::1] _more, _gain
    cdef double _last_s
    cdef readonly double excess, from_s, apart_deg, within_s

    cpdef begin(self)
    @cython.locals(k=Py_ssize_t)
    cpdef long feed(self, const double[:, ::1] bins, const double[:] time_s)
    @cython.locals(up=CarriedUp, axis=Py_ssize_t, i=Py_ssize_t, axes=double, path=double, speed=double, noise=double, variance=double, apart=double, excess=double, x=double, y=double, z=double)
    cdef bint _strays(self, double now_s) noexcept
    @cython.locals(p=cython.double[:, ::1], a=cython.double[:, ::1], more=cython.double[::1], gain=cython.double[::1], excess=double, c=Py_ssize_t, i=Py_ssize_t, k=Py_ssize_t, off=double, s=double)
    cdef double _learn(self, double variance) noexcept
    @cython.locals(i=Py_ssize_t, k=Py_ssize_t)
    cdef void _copy(self, double[:, ::1] source, double[:, ::1] to) noexcept
