cimport cython

cdef Py_ssize_t RATES

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, late=Py_ssize_t, i=Py_ssize_t, c=Py_ssize_t, axis=Py_ssize_t, side=Py_ssize_t, known=bint, m=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t, along=double, against=double, rate=double, before=double, after=double)
cdef _fill_turns(const double[:, :] up, const double[:, :] rates, const Py_ssize_t[:] at, Py_ssize_t lag, Py_ssize_t span, Py_ssize_t smooth, double bin_s, double[:, :, ::1] sums, double[:, :, ::1] out)

@cython.locals(m=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t, x=double, y=double, z=double, both=double)
cdef _fill_products(const double[:, ::1] turned, const double[:, :, ::1] due, double[:, :, ::1] among, double[:, ::1] along)
