cimport cython

@cython.locals(i=Py_ssize_t, c=Py_ssize_t, s=Py_ssize_t, sections=Py_ssize_t, x=double, y=double)
cpdef causal(const double[:, ::1] sos, double[:, :, ::1] state, const double[:, :] signal, double[:, :] out)

@cython.locals(n=Py_ssize_t)
cpdef zero_phase(const double[:, ::1] sos, const double[:, ::1] steady, const double[:] signal, Py_ssize_t padding)

@cython.locals(i=Py_ssize_t, n=Py_ssize_t)
cdef _continue_oddly(const double[:] signal, Py_ssize_t padding, double[::1] out)

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, i=Py_ssize_t, s=Py_ssize_t, first=double, x=double, y=double)
cdef _pass(const double[:, ::1] sos, const double[:, ::1] steady, double[:, ::1] state, double[::1] signal, int step)
