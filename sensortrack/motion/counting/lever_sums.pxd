cimport cython
from libc cimport math

cdef Py_ssize_t FORCE, TURN, TILT

@cython.locals(k=Py_ssize_t, i=Py_ssize_t, first_x=double, first_y=double, first_z=double, force=double, x=double, y=double, z=double, ax=double, ay=double, az=double)
cdef _average(const double[:, :] acc_ms2, const double[:, :] up, Py_ssize_t size, double[:, ::1] bins)

@cython.locals(k=Py_ssize_t)
cdef _differentiate(const double[:, ::1] bins, double per_s2, double[:, ::1] rows)

@cython.locals(n=Py_ssize_t, q=Py_ssize_t, k=Py_ssize_t, mean=double, tilt2=double, force_slope=double, turn_slope=double)
cdef (double, double, double) _left_over(double[:, ::1] rows)

@cython.locals(k=Py_ssize_t, total=double)
cdef double _dot(const double[:, ::1] rows, Py_ssize_t a, Py_ssize_t b) noexcept
