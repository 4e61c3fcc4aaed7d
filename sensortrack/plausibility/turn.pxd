cimport cython
from libc cimport math

cdef double BIN_S, LEAST_COSINE, EXPLAINED
cdef long WITHIN

@cython.final
cdef class TurnWatch:
    cdef double _rate_hz
    cdef long _size, _count, _bins
    cdef double[::1] _sum, _up

    @cython.locals(c=Py_ssize_t)
    cpdef begin(self)
    @cython.locals(c=Py_ssize_t, x=double, y=double, z=double, size=double, bins=long, turned=bint, cosine=double, rate=double, turned_deg=double)
    cpdef bint add(self, const double[:, :] acc, const double[:, :] gyr, Py_ssize_t row)
