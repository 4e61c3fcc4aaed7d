cimport cython

@cython.locals(n=Py_ssize_t, i=Py_ssize_t, c=Py_ssize_t, s=Py_ssize_t, x=double, y=double, first=double, second=double,
               b0=double, b1=double, b2=double, a1=double, a2=double)
cpdef causal(const double[:, ::1] sos, double[:, :, ::1] state, const double[:, :] signal, double[:, :] out)
