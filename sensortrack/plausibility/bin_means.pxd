cimport cython

@cython.final
cdef class BinMeans:
    cdef long _size
    cdef Py_ssize_t _columns
    cdef double[::1] _sums
    cdef readonly long waiting

    cpdef begin(self)
    cpdef feed(self, const double[:, :] acc, const double[:, :] gyr)
    @cython.locals(sums=cython.double[::1], size=long, whole=Py_ssize_t, i=Py_ssize_t, c=Py_ssize_t)
    cdef _add(self, const double[:, :] acc, const double[:, :] gyr, double[:, ::1] means)
