cimport cython
from libc cimport math

cdef double QUIET_MS2, LEAST_MS2, LEAST_S, LONGEST_S, RADIAN

@cython.final
cdef class CarriedUp:
    cdef double _bin_s, _squares, _path, _since_s, _first_spread, _first_size
    cdef long _half, _width, _count
    cdef bint _is_carrying
    cdef double[:, ::1] _force, _rate, _carried
    cdef double[::1] _sum, _first
    cdef readonly double[::1] errors
    cdef readonly double[:, ::1] apart
    cdef readonly double turn_deg, path_deg, lasted_s, unrest_deg, size_ms2, change_ms2, late_s

    cpdef begin(self)
    @cython.locals(at=long, c=Py_ssize_t, old=double, new=double)
    cpdef bint add(self, const double[:, ::1] bins, Py_ssize_t k)
    @cython.locals(now=long, before=long, half=double, tx=double, ty=double, tz=double, square=double, ux=double, uy=double, uz=double, step=double, gx=double, gy=double, gz=double, tangent=double, q=double, i=Py_ssize_t, x=double, y=double, z=double, cx=double, cy=double, cz=double)
    cdef void _carry(self, long last) noexcept
    @cython.locals(x=double, y=double, z=double, square=double, variance=double, spread=double, size=double, compared=bint, cx=double, cy=double, cz=double, along=double, c=Py_ssize_t, dx=double, dy=double, dz=double, first=double, i=Py_ssize_t)
    cdef bint _compare(self) noexcept
