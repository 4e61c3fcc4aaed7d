cimport cython

@cython.locals(k=Py_ssize_t, step=double, leaps=list)
cpdef list leaps_of(const double[::1] values, const unsigned char[::1] after_gap, double creeps, Py_ssize_t least)
cdef double _beside(const double[::1] values, Py_ssize_t k) noexcept
@cython.locals(i=Py_ssize_t, least=double, middle=double, below=double, above=double)
cdef bint _leaps_band(const double[::1] values, Py_ssize_t k) noexcept
