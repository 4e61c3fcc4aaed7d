cimport cython
from .excursion cimport Excursion
from .segmenter cimport Segmenter
from .series cimport Series
from .unnoticed cimport Unnoticed

cdef long FIRST_UP, TIME
cdef double HOLD_LEVEL, RETURN_LEVEL, FURTHER

@cython.locals(k=Py_ssize_t, number=long, ended=Excursion, now=str, x=double, y=double, z=double, angle_deg=double,
               speed_dps=double)
cpdef tuple run_segmenter(
    Segmenter segmenter, Series s, Py_ssize_t begin, Py_ssize_t end, long first, long step, str phase, long reported,
    Unnoticed unnoticed)

@cython.locals(k=Py_ssize_t, x=double, y=double, z=double)
cpdef run_unfollowed(Unnoticed unnoticed, const double[:, :] rows)

@cython.locals(e=Excursion, height=double, outward=double, moves=bint)
cpdef str live_phase(Segmenter segmenter, double angle_deg, double speed_dps, str before)
