cimport cython
from libc cimport math

cdef double MOST_MS2, RHYTHM_WEIGHT

cpdef double stepped_ms2(double lasted_s, double peak_deg, bint has_begun)

@cython.final
cdef class Shake:
    cdef const double[:, ::1] _low, _strikes, _rhythm, _mean
    cdef double[:, :, ::1] _low_state, _band_state, _mean_state
    cdef bint _begun
    cdef double _x, _y, _z, _gravity_ms2

    @cython.locals(low=cython.double[:, :, ::1], bands=cython.double[:, :, ::1], means=cython.double[:, :, ::1], i=Py_ssize_t, x=double, y=double, z=double, size=double, strikes=double, slow=double, rhythm=double)
    cpdef feed(self, const double[:, :] acc, double[:] out)
    cdef double _off(self, double x, double y, double z) noexcept

@cython.locals(s=Py_ssize_t, y=double)
cdef double _passed(const double[:, ::1] sos, double[:, :, ::1] state, Py_ssize_t channel, double x) noexcept
