cimport cython

cdef class SampleBuffer:
    cdef object _rows
    cdef Py_ssize_t _start
    cdef readonly Py_ssize_t first, end

    @cython.locals(at=Py_ssize_t)
    cpdef extend(self, Py_ssize_t n)
    @cython.locals(offset=Py_ssize_t)
    cpdef rows(self, Py_ssize_t start, Py_ssize_t stop)
    cpdef double time_s(self, Py_ssize_t number)
    cpdef forget_before(self, Py_ssize_t number)
    @cython.locals(held=Py_ssize_t, size=Py_ssize_t, rows=object)
    cdef Py_ssize_t _make_room(self, Py_ssize_t n) except -1

@cython.locals(i=Py_ssize_t, c=Py_ssize_t, time=Py_ssize_t, force=Py_ssize_t, turn=Py_ssize_t)
cdef _fill(double[:, ::1] rows, const double[:] time_s, const double[:, :] acc, const double[:, :] gyr)
