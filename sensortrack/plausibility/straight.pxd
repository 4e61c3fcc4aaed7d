cimport cython
from libc cimport math

cdef int OUT, STRAIGHT
cdef double STEPS, TINY, TO_AND_FRO, LEAST_STEPS, MOST_MS2, MOST_DPS, MOST_CHANCE, LN_CHANCE, LEAST_S
cdef int WINDOW, NOISY, LEAST

@cython.final
cdef class StraightFilter:
    cdef double[::1] _last, _slope, _curve, _step, _turns, _size
    cdef int _known
    cdef Py_ssize_t _run, _count
    cdef double _least, _needed, _share, _chance
    cdef bint _has_noise, _filled, _moved
    cdef long _next

    cpdef at_rate(self, double rate_hz)
    @cython.locals(i=Py_ssize_t, k=Py_ssize_t, is_straight=bint)
    cpdef Py_ssize_t mark(self, const double[:, :] acc, const double[:, :] gyr, unsigned char[::1] marks, long base, Py_ssize_t end, bint ended)
    @cython.locals(straight=bint, c=Py_ssize_t, x=double, now=double, bends=double, last=cython.double[::1], slope=cython.double[::1], curve=cython.double[::1], step=cython.double[::1])
    cdef bint _goes_straight(self, const double[:, :] acc, const double[:, :] gyr, Py_ssize_t i) noexcept
    @cython.locals(noisy=int, size=double, spans=bint, c=Py_ssize_t, _=Py_ssize_t)
    cdef void _learn(self, bint is_straight) noexcept
