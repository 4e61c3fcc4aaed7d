cimport cython

cdef int RANGE, ZERO

@cython.locals(i=Py_ssize_t, beyond=bint)
cpdef mark_impossible(const double[:, :] acc, const double[:, :] gyr, unsigned char[::1] marks, Py_ssize_t begin, double most_acc_ms2, double most_gyr_dps)

@cython.locals(i=Py_ssize_t)
cpdef bint all_within(const double[:] time_s, const double[:, :] acc, const double[:, :] gyr, double most)

cdef bint _beyond(const double[:, :] x, Py_ssize_t i, double most) noexcept
