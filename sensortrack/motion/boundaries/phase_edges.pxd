cimport cython
from libc cimport math
from .profile_fit cimport crossing_sd, fit
from .speed_profile cimport begins, ends, ln_peak

cdef double STEP_S, KERNEL_S, MOVING, PAUSE_MOST_S, PART_LEAST, PART_PEAK, PART_ENOUGH
cdef double SLOW_ENDS, OTHER_MOVEMENT, SETTLED, HALF_WIDTH, SIZE_SD_DEG, SIZE_SD, DURATION_SD

@cython.locals(time_s=cython.double[::1], speed=cython.double[::1], calm=cython.double[::1], factor=cython.double[:, ::1], final_factor=cython.double[:, ::1], profile=cython.double[::1], first=cython.double[::1], final=cython.double[::1], count=Py_ssize_t, begin_s=double, low=Py_ssize_t, high=Py_ssize_t, top=Py_ssize_t, a=Py_ssize_t, b=Py_ssize_t, c=Py_ssize_t, d=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t, pause=Py_ssize_t, slow_s=double, peak=double, size_sd=double, ln_crossing=double, first_share=double, final_share=double)
cpdef find_edges(const double[:] speed_dps, double rate_hz, double sign, double first_s, double last_s, double low_s, double high_s, double size_deg, bint size_known, double like_s, double edge_share)

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, i=Py_ssize_t, first=Py_ssize_t, end=Py_ssize_t, reach=double, at=double, weight=double, weights=double, moment=double, total=double)
cdef _on_grid(const double[:] signal, double rate_hz, double sign, double begin_s, double[::1] time_s, double[::1] out)

@cython.locals(n=Py_ssize_t, k=Py_ssize_t)
cdef _calm(const double[::1] speed, double[::1] out)

@cython.locals(top=Py_ssize_t, k=Py_ssize_t)
cdef Py_ssize_t _top(const double[::1] speed, Py_ssize_t low, Py_ssize_t high) noexcept

@cython.locals(k=Py_ssize_t, a=Py_ssize_t, b=Py_ssize_t, c=Py_ssize_t, d=Py_ssize_t, least=double, way=double)
cdef _parts(const double[::1] speed, Py_ssize_t low, Py_ssize_t high, double peak, double size_deg)

@cython.locals(n=Py_ssize_t)
cdef Py_ssize_t _end_of_part(const double[::1] speed, Py_ssize_t k, Py_ssize_t step, double least) noexcept

@cython.locals(n=Py_ssize_t, final=Py_ssize_t, far=Py_ssize_t, begin=Py_ssize_t, end=Py_ssize_t, fast=bint)
cdef Py_ssize_t _next_part(const double[::1] speed, Py_ssize_t k, Py_ssize_t step, double least, double peak, double size_deg) noexcept

@cython.locals(k=Py_ssize_t, total=double)
cdef double _way(const double[::1] speed, Py_ssize_t begin, Py_ssize_t end) noexcept

@cython.locals(n=Py_ssize_t, final=Py_ssize_t, settled=bint)
cdef Py_ssize_t _reach(const double[::1] speed, Py_ssize_t k, Py_ssize_t step, double longest_s, double peak) noexcept

@cython.locals(k=Py_ssize_t, lowest=Py_ssize_t)
cdef Py_ssize_t _lowest(const double[::1] speed, Py_ssize_t begin, Py_ssize_t end) noexcept

@cython.locals(k=Py_ssize_t, top=Py_ssize_t, half=double, rose_s=double, fell_s=double, duration_s=double)
cdef _first_guess(const double[::1] time_s, const double[::1] speed, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(n=Py_ssize_t, share=double)
cdef double _passes(const double[::1] time_s, const double[::1] speed, Py_ssize_t k, Py_ssize_t step, double level) noexcept
