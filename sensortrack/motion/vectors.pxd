cimport cython
from libc cimport math

cdef double DEGREES, SMALL

cpdef double degrees_per_sine(double sine, double cosine) noexcept


@cython.locals(i=Py_ssize_t, ux=double, uy=double, uz=double, cx=double, cy=double, cz=double, sine=double, scale=double)
cdef _tilts(const double[:, :] up, double sx, double sy, double sz, double[:, ::1] out)

@cython.locals(i=Py_ssize_t)
cdef _component(const double[:, :] vectors, double x, double y, double z, double[::1] out)

@cython.locals(i=Py_ssize_t)
cdef _along(const double[:, :] a, const double[:, :] b, double[::1] out)

@cython.locals(i=Py_ssize_t, ux=double, uy=double, uz=double, cx=double, cy=double, cz=double, sine=double, scale=double)
cdef _angles(const double[:, :] up, double sx, double sy, double sz, double ax, double ay, double az, double[::1] out)

@cython.locals(count=Py_ssize_t, x=double, y=double, z=double)
cpdef mean_of(const double[:, :] vectors)

@cython.locals(i=Py_ssize_t, x=double, y=double, z=double)
cdef _total(const double[:, :] vectors, double ox, double oy, double oz)

@cython.locals(i=Py_ssize_t, mx=double, my=double, mz=double, x=double, y=double, z=double, total=double)
cpdef double spread_of(const double[:, :] vectors, tuple middle)

@cython.locals(i=Py_ssize_t, ox=double, oy=double, oz=double, total=double)
cpdef double total_along(const double[:, :] a, tuple offset, const double[:, :] b)

@cython.locals(n=Py_ssize_t, i=Py_ssize_t, mx=double, my=double, mz=double, x=double, y=double, z=double, total=double)
cpdef double spread_between(const double[:, :] a, const double[:, :] b)

@cython.locals(i=Py_ssize_t)
cpdef bint all_zero(const double[:, :] vectors)
