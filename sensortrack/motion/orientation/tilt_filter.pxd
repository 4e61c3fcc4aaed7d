cimport cython
from libc cimport math
from .tilt_errors cimport TiltErrors

@cython.final
cdef class TiltFilter:
    cdef double _sample_s, _still_r, _unrest_r, _lever_r, _unrest_gain, _radian, _lead
    cdef long _block, _count, _steps
    cdef bint _begun, _is_up_known
    cdef TiltErrors _errors
    cdef double _ux, _uy, _uz, _ex, _ey, _ez, _bx, _by, _bz, _gx, _gy, _gz
    cdef double _v1, _v2, _mean1, _mean2, _mean3, _unrest, _f1, _f2, _f3, _rate_squared

    cpdef know_bias(self, double x_dps, double y_dps, double z_dps, double sigma_dps)
    cpdef know_up(self, double x, double y, double z, double sigma_deg)
    cpdef cross_gap(self, double gap_s)
    @cython.locals(k=Py_ssize_t, step_s=double, ax=double, ay=double, az=double, gx=double, gy=double, gz=double,
                   wx=double, wy=double, wz=double, ux=double, uy=double, uz=double, lead=double,
                   dx=double, dy=double, dz=double, d2=double, size=double)
    cpdef advance(self, const double[:, :] acc_ms2, const double[:, :] gyr_dps, double[:, :] up,
                  double[:, :] rate_dps, double first_step_s)
    @cython.locals(size=double)
    cdef void _begin(self, double ax, double ay, double az, double gx, double gy, double gz) noexcept
    cdef void _point(self, double x, double y, double z) noexcept
    @cython.locals(half=double, wx=double, wy=double, wz=double, tx=double, ty=double, tz=double, tangent=double,
                   q=double, x=double, y=double, z=double, cx=double, cy=double, cz=double)
    cdef void _turn(self, double gx, double gy, double gz, double step_s) noexcept
    @cython.locals(ux=double, uy=double, uz=double, ex=double, ey=double, ez=double)
    cdef void _feel(self, double ax, double ay, double az) noexcept
    @cython.locals(rate_squared=double, variance=double, ux=double, uy=double, uz=double, ex=double, ey=double,
                   ez=double, hx=double, hy=double, hz=double, errors=TiltErrors)
    cdef void _correct(self) noexcept
    @cython.locals(x=double, y=double, z=double, size=double, along=double)
    cdef void _straighten(self) noexcept
    @cython.locals(gain=double, d1=double, d2=double, d3=double, left=double)
    cdef void _follow_unrest(self) noexcept
    cdef void _begin_sums(self) noexcept
