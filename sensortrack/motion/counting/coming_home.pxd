cimport cython
from .excursion cimport Excursion

cdef double HOME, HALF_WAY, RISE_FROM_VALLEY

cpdef double near_deg(Excursion e, double usual_deg) noexcept
cpdef double low_enough_deg(Excursion e, double usual_deg, double shift_deg) noexcept
cpdef double rise_deg(Excursion e, double onset_deg) noexcept
@cython.locals(above_deg=double)
cpdef bint is_at_shelf(Excursion e, double height_deg, double usual_deg) noexcept
@cython.locals(near=double, home_deg=double)
cpdef bint came_back_to_shelf(Excursion e, double usual_deg) noexcept
