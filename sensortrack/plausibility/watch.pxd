cimport cython
from .channel cimport Channel

cdef double CHANCE, LEAST_S, LEAST_AXIS_S, MOST_S, OPEN_S, WINDOW_S, MOST_SHARE
cdef long LEAST_REPEATS, LEAST_AXIS_REPEATS, FOLLOWING, LEAST_WINDOW, UNKNOWN, NEVER

@cython.final
cdef class Watch:
    cdef list _channels, _others
    cdef long _window, _open
    cdef readonly long run, first, least, most, needed, asked, since, ended, length, open_until
    cdef readonly double first_s, last_s, since_s, until_s
    cdef readonly bint axis, stands, opening, was_given

    cpdef at_rate(self, double rate_hz)
    @cython.locals(channel=Channel, logarithm=double, largest=double, known=bint, repeats=long, shown=bint, fits=bint)
    cpdef learn(self)
    cpdef bint watches(self, long number) noexcept
    @cython.locals(channel=Channel)
    cpdef bint repeated(self)
    cpdef bint go_on(self, long number, double t_s)
    @cython.locals(channel=Channel)
    cpdef stand(self)
    @cython.locals(channel=Channel, length=long)
    cpdef end(self, long number, long given)
    @cython.locals(channel=Channel, noisy=long)
    cpdef bint is_artefact(self, long number)
    @cython.locals(over=bint)
    cpdef bint wait(self)
    @cython.locals(channel=Channel)
    cpdef close(self)
    @cython.locals(waits=bint)
    cpdef long holds_from(self, long number)
    @cython.locals(other=Channel)
    cdef bint _alone(self)
    @cython.locals(other=Channel, going=long)
    cdef bint _others_go_on(self)
