cimport cython
from libc cimport math

cdef Py_ssize_t FIRST_SLOW_RATE, SHAKE
cdef double LEAST_TILT_DEG

@cython.final
cdef class Series:
    cdef const double[:, :] rows
    cdef readonly double[::1] angle_deg, speed_dps, turn_dps, shake_ms2, tilt_deg
    cdef readonly double most_tilt_deg

    @cython.locals(i=Py_ssize_t, k=Py_ssize_t, wx=double, wy=double, wz=double, tx=double, ty=double, tz=double, size=double, most=double)
    cdef _fill(self, const double[:, ::1] tilt_deg, bint has_axis, double ax, double ay, double az)
