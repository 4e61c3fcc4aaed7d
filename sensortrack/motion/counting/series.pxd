cimport cython
from libc cimport math
from ..vectors cimport degrees_per_sine

cdef Py_ssize_t ANGLE_DEG, SPEED_DPS, TURN_DPS, SHAKE_MS2, TILT_DEG
cdef double LEAST_TILT_DEG

@cython.locals(i=Py_ssize_t, ux=double, uy=double, uz=double, wx=double, wy=double, wz=double, tx=double, ty=double, tz=double, sine=double, scale=double, size=double)
cdef _fill(const double[:, :] up, const double[:, :] rate_dps, const double[:] shake_ms2, double sx, double sy, double sz, bint has_axis, double ax, double ay, double az, double[:, ::1] out)
