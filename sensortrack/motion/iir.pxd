cimport cython

@cython.locals(n=Py_ssize_t, channels=Py_ssize_t, i=Py_ssize_t, c=Py_ssize_t, s=Py_ssize_t)
cpdef causal(const double[:, ::1] sos, double[:, :, ::1] state, const double[:, :] signal, double[:, :] out)

@cython.locals(i=Py_ssize_t, x=double, y=double, first=double, second=double, b0=double, b1=double, b2=double, a1=double, a2=double)
cdef void _pass_one(const double[:, ::1] sos, double[:, :, ::1] state, Py_ssize_t s, Py_ssize_t c, double[:, :] out) noexcept

@cython.locals(i=Py_ssize_t, x=double, y=double, z=double, p=double, q=double, r=double, p1=double, p2=double, q1=double,
               q2=double, r1=double, r2=double, b0=double, b1=double, b2=double, a1=double, a2=double)
cdef void _pass_three(const double[:, ::1] sos, double[:, :, ::1] state, Py_ssize_t s, double[:, :] out) noexcept
