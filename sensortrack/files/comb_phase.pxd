cimport cython
from libc cimport math

@cython.locals(n=Py_ssize_t, half=Py_ssize_t, k=Py_ssize_t, i=Py_ssize_t, at=Py_ssize_t, x=double, y=double, turn=double, phase=double, before=double, turned=double)
cdef _fill(const double[::1] late, Py_ssize_t width, double[:, ::1] total, double[::1] whole)
