cimport cython
from libc cimport math
from .kernels cimport largest, reach, trimmed

cdef double MOST_RATIO, MOVING, REACH_LEVEL, REACH_SHARE, LEAST_MOVEMENT_S

@cython.locals(i=Py_ssize_t, most=double)
cpdef double highest(const double[::1] signal, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(half=Py_ssize_t, first=Py_ssize_t, final=Py_ssize_t, a=Py_ssize_t, b=Py_ssize_t, inner=Py_ssize_t, outer=Py_ssize_t, low=Py_ssize_t, high=Py_ssize_t, where=Py_ssize_t, at=Py_ssize_t, k=Py_ssize_t, least=double, found=double, noise=double, step_ratio=double, lasts_s=double, top=double, per_dps2=double, of_step=double, ratio=double)
cpdef tuple sharpest_of(const double[::1] speed, const double[::1] acceleration, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t known_from, Py_ssize_t known_to, list stops, double rate_hz, double duration_s, double attack_hz, double peak_dps, double noise_dps2)

@cython.locals(ratio=double, z=double, slope=double, step=double)
cpdef double widened(double within_band, double of_step)

cpdef double narrowed(double ratio, double of_step)
