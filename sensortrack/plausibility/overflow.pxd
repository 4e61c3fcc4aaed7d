cimport cython

cdef double END, CREEPS, LEAST
cdef long LEAPS, MOST

@cython.final
cdef class Overflows:
    cdef double[::1] _ends
    cdef double[:, ::1] _last
    cdef long _known
    cdef list _leaps

    cpdef feed(self, block)
    @cython.locals(axis=Py_ssize_t, c=Py_ssize_t, k=Py_ssize_t, known=long, before=double, a=double, b=double, end=double, now=double, size=double, beside=double)
    cdef _take(self, const double[:, :] x, Py_ssize_t first, const double[:] time_s)
