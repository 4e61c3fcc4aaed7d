cimport cython
from libc cimport math

cpdef symmetric(double peak_dps, double top_s, double duration_s)

cpdef double ln_peak(const double[::1] profile)

cpdef double begins(const double[::1] profile, double ln_share)

cpdef double ends(const double[::1] profile, double ln_share)

@cython.locals(width=Py_ssize_t, sharp=Py_ssize_t, i=Py_ssize_t, inverse_m=double, exponent=double, below_one=double, far_s=double)
cpdef double crossing(const double[::1] profile, double ln_share, double side, double[::1] slopes)
