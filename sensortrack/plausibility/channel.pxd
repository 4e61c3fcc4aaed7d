cimport cython

cdef double WINDOW_S, MOST_SHARE, LEAST_SHARE, FIRST_SHARE, TO_AND_FRO, FOURTH, ROUNDING, SPREAD, FORGOTTEN
cdef long FOLLOWING, LEAST_WINDOW

@cython.final
cdef class Channel:
    cdef readonly long run
    cdef readonly double recent, share
    cdef readonly bint known, noise, noisy
    cdef public bint news, stands
    cdef double _least, _most, _last, _counted, _repeats, _step, _bend, _jerk, _third, _fourth, _largest, _smallest
    cdef long _window, _looked, _same

    @cython.locals(same=bint, step=double, bend=double, jerk=double, fourth=double)
    cpdef void add(self, double value) noexcept
    @cython.locals(i=Py_ssize_t)
    cpdef void add_all(self, const double[:, :] values, Py_ssize_t column, Py_ssize_t begin, Py_ssize_t end) noexcept
    @cython.locals(i=Py_ssize_t, last=double)
    cpdef Py_ssize_t repeats_from(self, const double[:, :] values, Py_ssize_t column, Py_ssize_t begin, Py_ssize_t end) noexcept
    cpdef void look_anew(self, long looked) noexcept
    cpdef void forget(self) noexcept
    cpdef void end_run(self) noexcept
    cdef void _count(self, double samples, double repeats) noexcept
    cdef void _learn(self, double share) noexcept
    @cython.locals(third=double, fourth=double, size=double, fine=bint, own=bint)
    cdef void _judge_noise(self) noexcept
