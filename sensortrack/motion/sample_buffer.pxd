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
