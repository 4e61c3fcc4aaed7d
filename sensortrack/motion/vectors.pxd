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
