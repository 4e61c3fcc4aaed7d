cimport cython
from libc cimport math
from ..iir cimport causal

cdef double MOST_MS2, RHYTHM_WEIGHT

cpdef double stepped_ms2(double lasted_s, double peak_deg, bint has_begun)

@cython.final
cdef class Shake:
    cdef const double[:, ::1] _low, _strikes, _rhythm, _mean
    cdef double[:, :, ::1] _low_state, _band_state, _mean_state
    cdef bint _begun
    cdef double _x, _y, _z, _gravity_ms2

    @cython.locals(n=Py_ssize_t, i=Py_ssize_t, s=Py_ssize_t, low=cython.double[:, ::1], sizes=cython.double[:, ::1], x=double, y=double, z=double)
    cpdef feed(self, const double[:, :] acc, double[:] out)
    cdef double _off(self, double x, double y, double z) noexcept

@cython.locals(i=Py_ssize_t, x=double, y=double, p=double, q=double, p1=double, p2=double, q1=double, q2=double, b0=double, b1=double, b2=double, a1=double, a2=double, d0=double, d1=double, d2=double, c1=double, c2=double)
cdef void _pass_both(const double[:, ::1] strikes, const double[:, ::1] rhythm, double[:, :, ::1] state, Py_ssize_t s, double[:, ::1] signals) noexcept
