cimport cython

@cython.locals(k=Py_ssize_t, height=double, low=double, high=double, first_high=Py_ssize_t, last_low=Py_ssize_t, last_high=Py_ssize_t, home=Py_ssize_t, inner=double)
cpdef threshold_crossings(const double[:] angle_deg, double rest_deg, double level_deg, Py_ssize_t onset, Py_ssize_t peak, Py_ssize_t end, Py_ssize_t earliest, Py_ssize_t latest)

@cython.locals(k=Py_ssize_t)
cdef Py_ssize_t _first(const double[:] signal, Py_ssize_t begin, Py_ssize_t end, double level, int side) noexcept

@cython.locals(k=Py_ssize_t)
cdef Py_ssize_t _last(const double[:] signal, Py_ssize_t begin, Py_ssize_t end, double level, int side) noexcept
