cimport cython
from libc cimport math

cdef double PLATEAU

@cython.locals(n=Py_ssize_t, i=Py_ssize_t, count=Py_ssize_t, began=Py_ssize_t, ended=Py_ssize_t, has_axis=bint, ax=double, ay=double, az=double, level=double, x=double, y=double, z=double, tx=double, ty=double, tz=double, angle=double, bx=double, by=double, bz=double, ex=double, ey=double, ez=double)
cpdef (double, double, double) plateau_tilt(const double[:, ::1] tilt_deg, tuple axis, long direction, double rest_deg, double peak_deg, Py_ssize_t lead)

@cython.locals(x=double, y=double, z=double, i=Py_ssize_t)
cdef (double, double, double) _mean(const double[:, ::1] vectors, Py_ssize_t begin, Py_ssize_t end)
