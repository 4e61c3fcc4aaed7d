cimport cython
from .channel cimport Channel
from .turn cimport TurnWatch
from .watch cimport Watch

cdef int AFTER_GAP, FROZEN, OUT, STUCK
cdef Py_ssize_t STRETCH

@cython.final
cdef class FrozenFilter:
    cdef list _acc, _gyr, _channels, _watches
    cdef Watch _gyroscope
    cdef TurnWatch _turn
    cdef long _base, _next
    cdef bint _torn, _watching
    cdef readonly long given
    cdef readonly bint has_gyroscope
    cdef readonly list voids
    cdef const double[::1] _time_s
    cdef const double[:, :] _acc_ms2, _gyr_dps
    cdef unsigned char[::1] _marks

    @cython.locals(channel=Channel, watch=Watch)
    cpdef at_rate(self, double rate_hz)
    @cython.locals(i=Py_ssize_t, c=Py_ssize_t, number=long, held=long, channel=Channel, watch=Watch)
    cpdef long mark(self, const double[::1] time_s, const double[:, :] acc, const double[:, :] gyr, unsigned char[::1] marks, long base, Py_ssize_t end)
    @cython.locals(watch=Watch)
    cpdef finish(self)
    @cython.locals(i=Py_ssize_t, c=Py_ssize_t, channel=Channel)
    cdef Py_ssize_t _pass_over(self, Py_ssize_t begin, Py_ssize_t end) except -1
    @cython.locals(channel=Channel, watch=Watch, news=bint)
    cdef _learn(self)
    @cython.locals(watch=Watch, watching=bint, number=long)
    cdef bint _follow_all(self, Py_ssize_t i) except -1
    @cython.locals(sort=int, stands=bint, asked=bint, other=Watch, base=long)
    cdef _follow(self, Watch watch, Py_ssize_t i)
    @cython.locals(row=Py_ssize_t)
    cdef _void(self, double first_s, double last_s, long samples, bint axis)
    @cython.locals(k=Py_ssize_t)
    cdef _leave_out(self, Py_ssize_t begin, Py_ssize_t end, int sort)
