cimport cython
from libc cimport math
from .speed_profile cimport crossing

cdef Py_ssize_t LN_PEAK, TOP, LN_RISE, LN_FALL, LN_FLATNESS, LN_SHARP_RISE, LN_SHARP_FALL, SIZE, ORDER, ITERATIONS
cdef double LN_SMOOTH, FLATNESS_SD, SHARPNESS_SD, SHARPNESS_DIFFERENCE_SD, LOPSIDEDNESS_SD
cdef double LEAST_RISE_S, FLATNESS_LEAST, FLATNESS_MOST, SHARPNESS_LEAST, SHARPNESS_MOST, CLOSE_ENOUGH_S, DAMPING, TINY, BLUR, MEAN_SHARE
cdef const double[:, ::1] WEIGHTS
cdef const double[::1] SPREAD

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, rise_s=double, fall_s=double, miss=double, rows=cython.double[:, ::1], target=cython.double[:, ::1], gradient=cython.double[::1], step=cython.double[::1])
cpdef fit(const double[::1] time_s, const double[::1] speed_dps, double[::1] profile, double[:, ::1] factor, double size_deg, double size_sd, double duration_s, double duration_sd)

@cython.locals(k=Py_ssize_t, j=Py_ssize_t, peak=double, top=double, m=double, rise_s=double, fall_s=double, sharp_rise=double, sharp_fall=double, late_s=double, rising=bint, width_s=double, a=double, z=double, ln_z=double, power=double, ln_rest=double, speed=double, slope=double)
cdef _evaluate(const double[::1] time_s, const double[::1] profile, double[:, ::1] rows)

@cython.locals(j=Py_ssize_t, k=Py_ssize_t, before=double, here=double)
cdef _blur(double[:, ::1] rows)

@cython.locals(j=Py_ssize_t, k=Py_ssize_t, i=Py_ssize_t, known=Py_ssize_t, weight=double)
cdef _leave_innovations(double[:, ::1] rows)

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t, squares=double, left=double, slope=double, variance=double)
cdef _normal_equations(double[:, ::1] rows, const double[:, ::1] target, double[:, ::1] hessian, double[::1] gradient)

@cython.locals(weight=double, both=double, either=double, x=Py_ssize_t, y=Py_ssize_t, mean=double, half=double)
cdef _expect_smoothness(const double[::1] profile, double[:, ::1] hessian, double[::1] gradient)

@cython.locals(weight=double, p=double, q=double)
cdef _expect(double miss, double sd, double by_peak, double rise_s, double fall_s, double[:, ::1] hessian, double[::1] gradient)

@cython.locals(n=Py_ssize_t, i=Py_ssize_t, j=Py_ssize_t, k=Py_ssize_t, left=double)
cdef _solve(double[:, ::1] hessian, const double[::1] gradient, double[::1] step)

@cython.locals(i=Py_ssize_t, most=double)
cdef _advance(double[::1] profile, double[::1] step, double duration_s)

@cython.locals(i=Py_ssize_t, k=Py_ssize_t, left=double, squares=double, slopes=cython.double[::1])
cpdef double crossing_sd(const double[::1] profile, const double[:, ::1] factor, double ln_share, double side)
