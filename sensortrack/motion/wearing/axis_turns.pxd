cimport cython
from libc cimport math

cdef Py_ssize_t HEADING_DEG, JUMP_DEG, YAW_DEG, SIDE, SIDE_WITH_HINT
cdef double TURN_DEG, HINT_JUMP_DEG, HINT_YAW_DEG, HINT_YAW_RATIO, ERRORS, ERRORS_WITH_HINT, ERRORS_WITH_YAW, SCATTER_DEG, SCATTER_WEIGHT

@cython.locals(headings=double, squares=double, yaws=double, before_deg=double, yaw=double, first=double, usual_deg=double, size=double, limit=double, yawed=bint, hinted=bint, i=Py_ssize_t, k=Py_ssize_t)
cpdef tuple axis_turn(const double[:, ::1] axes, Py_ssize_t count)

@cython.locals(before=double, after=double, first=double, last=double, change=double, scatter=double, variance=double, error=double, turned=double)
cdef (double, double) _turn_before(Py_ssize_t k, Py_ssize_t count, double before_deg, double all_deg, double squares, double yaw_deg, bint yawed, bint hinted)
