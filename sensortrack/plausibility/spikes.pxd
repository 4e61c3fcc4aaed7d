cimport cython
from libc cimport math

cdef int AFTER_GAP, OUT, SPIKE
cdef Py_ssize_t LONGEST, AHEAD
cdef double ACC_LEAST_MS2, GYR_LEAST_DPS, RATIO

@cython.final
cdef class SpikeFilter:
    cdef int _known
    cdef bint _after_spike
    cdef double[::1] _last, _before

    @cython.locals(rows=Py_ssize_t, end=Py_ssize_t, length=Py_ssize_t, k=Py_ssize_t, c=Py_ssize_t, last=cython.double[::1], before=cython.double[::1], x=double, y=double, z=double, p=double, q=double, r=double)
    cpdef Py_ssize_t mark(self, const double[:, :] acc, const double[:, :] gyr, unsigned char[::1] marks, Py_ssize_t at, bint ended)
    @cython.locals(last=cython.double[::1], before=cython.double[::1], c=Py_ssize_t, a0=double, a1=double, a2=double, b0=double, b1=double, b2=double, lead=double, length=Py_ssize_t, back=Py_ssize_t, around=double, bound=double, alone=bint, k=Py_ssize_t)
    cdef Py_ssize_t _length(self, const double[:, :] x, Py_ssize_t first, Py_ssize_t end, Py_ssize_t column, double least) noexcept

cdef double _far(const double[:, :] x, Py_ssize_t row, double a, double b, double c) noexcept

cdef double _size(double a, double b, double c) noexcept
