cimport cython

cdef double TAU_S, OFF_AXIS, STEPS_S, TURNING_DPS, TURNING_S, QUICK_TAU_S, TREMBLING, MOSTLY, STEPS_MS2, FADES_S

@cython.final
cdef class Stepping:
    cdef readonly bint off_axis
    cdef readonly double value, limit
    cdef bint _can_tell, _has_axis
    cdef double _step_s, _gain, _quick_gain, _speed2, _turn2, _turning, _calm_dps, _quick2, _shake_ms2
    cdef long _shaken_steps, _turning_steps, _fading_steps

    @cython.locals(speed2=double, turn2=double, off2=double, quick_dps=double, shaken=bint, fades=bint, turns=bint, goes_on=bint)
    cpdef str watch(self, double speed_dps, double turn_dps, double shake_ms2)
