cimport cython
from libc cimport math

@cython.final
cdef class TiltErrors:
    cdef double _step_s, _gravity_step, _tilt_q, _turn_q, _velocity_q, _bias_q
    cdef double[:, ::1] _p
    cdef readonly double tilt1, tilt2, v1, v2, bx, by, bz

    cpdef know_bias(self, double sigma_dps)
    cpdef know_tilt(self, double sigma_deg)
    @cython.locals(turn=double)
    cpdef cross_gap(self, double gap_s)
    @cython.locals(p=cython.double[:, ::1], s=double, g=double, q=double, i=Py_ssize_t, j=Py_ssize_t)
    cdef void grow(self, double ex, double ey, double ez, double hx, double hy, double hz, double rate_squared) noexcept
    cdef void measure(self, double v1, double v2, double variance) noexcept
    @cython.locals(p=cython.double[:, ::1], inverse=double, off=double, gain=double, share=double, i=Py_ssize_t, j=Py_ssize_t)
    cdef void _measure(self, Py_ssize_t m, double left, double variance) noexcept
    @cython.locals(p=cython.double[:, ::1], i=Py_ssize_t, j=Py_ssize_t)
    cdef void _begin_anew(self, Py_ssize_t first, Py_ssize_t end, double sigma) noexcept
