cimport cython
from libc cimport math

@cython.locals(k=Py_ssize_t, total=double)
cpdef double mean(const double[:] signal, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(k=Py_ssize_t, least=double, most=double)
cpdef double spread(const double[:] signal, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, first=double, total=double, squares=double, x=double)
cpdef double deviation(const double[:] signal, Py_ssize_t begin, Py_ssize_t end)

@cython.locals(last=Py_ssize_t, k=Py_ssize_t)
cpdef double value_at(const double[:] signal, double at)

@cython.locals(n=Py_ssize_t, k=Py_ssize_t, middle=double, first=double, total=double, moment=double, squares=double, x=double, width=double, left=double)
cpdef line(const double[:] signal, Py_ssize_t begin, Py_ssize_t end)
