cimport cython
from .excursion cimport Excursion
from .segmenter cimport Segmenter
from .unnoticed cimport Unnoticed

cdef long FIRST_UP, TIME
cdef double HOLD_LEVEL, RETURN_LEVEL, FURTHER

@cython.locals(k=Py_ssize_t, number=long, ended=Excursion, now=str, x=double, y=double, z=double)
cpdef tuple run_segmenter(
    Segmenter segmenter, const double[::1] angle_deg, const double[::1] speed_dps, const double[::1] turn_dps,
    const double[::1] shake_ms2, const double[:, :] rows, Py_ssize_t begin, Py_ssize_t end, long first, long step, str phase, long reported,
    Unnoticed unnoticed)

@cython.locals(k=Py_ssize_t, x=double, y=double, z=double)
cpdef run_unfollowed(Unnoticed unnoticed, const double[:, :] rows)

@cython.locals(e=Excursion, height=double, outward=double, moves=bint)
cpdef str live_phase(Segmenter segmenter, double angle_deg, double speed_dps, str before)
