cimport cython
from libc cimport math

@cython.locals(stretches=Py_ssize_t, size=Py_ssize_t, row=Py_ssize_t, first=Py_ssize_t, singles=Py_ssize_t, k=Py_ssize_t, last=Py_ssize_t, rate_hz=double, x=double, y=double, step=double, phase=double, length=double, at=double, off=double, keeps=bint)
cpdef keep_to(const double[::1] time_s, double interval_s, double single, double least_single, double together, double turn, Py_ssize_t about, double[::1] angles, double[::1] regular)

@cython.locals(size=Py_ssize_t, width=Py_ssize_t, row=Py_ssize_t, k=Py_ssize_t, count=Py_ssize_t, place=Py_ssize_t, end=double, wide=double, first=double, at=double)
cpdef lay(const double[:, ::1] points, const double[::1] bin_s, double[:, ::1] bins, double[::1] there)

@cython.locals(row=Py_ssize_t, k=Py_ssize_t, line=Py_ssize_t, peak=Py_ssize_t, stamps=double, power=double, most=double, before=double, here=double, after=double, curve=double, off=double)
cpdef find_lines(double[:, ::1] lines, const double[::1] there, Py_ssize_t begin, Py_ssize_t searched, Py_ssize_t lobes, double stands_out, double beside, double[::1] found)
