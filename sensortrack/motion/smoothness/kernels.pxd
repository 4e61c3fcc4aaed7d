# Types for kernels.py, so that it can be compiled as it is (Cython: annotation_typing, boundscheck and wraparound off).
cimport cython
cdef double ROLL_OFF, UPPER_PART
cdef extern from "math.h":
    cpdef double sqrt(double x)

@cython.locals(peaks=list, valleys=list, highest=Py_ssize_t, lowest=Py_ssize_t, i=Py_ssize_t, top=double, bottom=double, value=double, rising=bint)
cpdef tuple turning_points(const double[::1] speed, Py_ssize_t begin, Py_ssize_t end, double prominence)

@cython.locals(count=Py_ssize_t, least=double, total=double, lowest=double)
cpdef tuple reach(const double[::1] speed, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t half, double level)

@cython.locals(first=Py_ssize_t, last=Py_ssize_t)
cpdef tuple trimmed(const double[::1] speed, Py_ssize_t begin, Py_ssize_t end, double level)

@cython.locals(at=Py_ssize_t, i=Py_ssize_t, most=double, size=double)
cpdef Py_ssize_t largest(const double[::1] signal, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(i=Py_ssize_t, total=double, value=double)
cpdef double root_mean_square(const double[::1] signal, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(tremor=double, smooth=double, acceleration=double, jerk=double, full=double)
cpdef tuple sizes_of(const double[:, ::1] signals, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(i=Py_ssize_t, k=Py_ssize_t, count=Py_ssize_t)
cpdef lay_out(const double[:] speed, Py_ssize_t first, Py_ssize_t last, Py_ssize_t before, Py_ssize_t after, const double[::1] rise, double[::1] row)

@cython.locals(i=Py_ssize_t, most=double, jump=double)
cpdef double largest_jump(const double[:] speed, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t lag)

@cython.locals(turn=double, cutoff=double, band=double, attack=double, jerk=double, upper=double, total=double, limited=bint, inside=double, k=Py_ssize_t, w=double, re=double, im=double, share=double, a=double, b=double, ratio=double, power=double)
cpdef double fill_bands(const double[::1] spectrum, const double[::1] omega, double gain, double cutoff_hz, double band_hz, double attack_hz, double jerk_hz, Py_ssize_t first_tremor, Py_ssize_t last_tremor, double[:, ::1] bands)

@cython.locals(speed=double, acceleration=double, jerk=double, quietest=double, band=double, k=Py_ssize_t, p=Py_ssize_t, total=double, most=double, re=double, im=double, power=double, squared=double)
cpdef double still_power(const double[:, ::1] spectra, const double[::1] omega, double scale, Py_ssize_t first, Py_ssize_t width, double[:, ::1] sums)

@cython.locals(most=double, k=Py_ssize_t, re=double, im=double, power=double, scale=double, lengths=list, end=Py_ssize_t, first=Py_ssize_t, last=Py_ssize_t, step=double, length=double, rise=double, threshold=double)
cpdef list arc_lengths_of(const double[::1] spectrum, Py_ssize_t count, tuple thresholds, double same, double[::1] amplitude)

@cython.locals(share=double)
cdef double _passes(double omega, double edge) noexcept

@cython.locals(total=double, i=Py_ssize_t)
cdef double _sum(const double[::1] speed, Py_ssize_t at, Py_ssize_t half) noexcept
