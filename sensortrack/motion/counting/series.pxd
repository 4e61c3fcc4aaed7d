cimport cython
from libc cimport math

cdef Py_ssize_t ANGLE_DEG, SPEED_DPS, TURN_DPS, SHAKE_MS2, TILT_DEG
cdef double LEAST_TILT_DEG

@cython.locals(i=Py_ssize_t, wx=double, wy=double, wz=double, tx=double, ty=double, tz=double, size=double)
cdef _fill(const double[:, ::1] tilt_deg, const double[:, :] rate_dps, const double[:] shake_ms2, bint has_axis, double ax, double ay, double az, double[:, ::1] out)
