cimport cython

@cython.locals(i=Py_ssize_t, c=Py_ssize_t, s=Py_ssize_t, sections=Py_ssize_t, x=double, y=double)
cpdef causal(const double[:, ::1] sos, double[:, :, ::1] state, const double[:, :] signal, double[:, :] out)
