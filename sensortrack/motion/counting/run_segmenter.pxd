cimport cython
from .excursion cimport Excursion
from .segmenter cimport Segmenter

cdef double HOLD_LEVEL, RETURN_LEVEL, FURTHER

@cython.locals(k=Py_ssize_t, number=long, ended=Excursion, now=str)
cpdef tuple run_segmenter(
    Segmenter segmenter, const double[::1] angle_deg, const double[::1] speed_dps, const double[::1] turn_dps,
    const double[::1] shake_ms2, Py_ssize_t begin, Py_ssize_t end, long first, long step, str phase, long reported)

@cython.locals(e=Excursion, height=double, outward=double, moves=bint)
cpdef str live_phase(Segmenter segmenter, double angle_deg, double speed_dps, str before)
