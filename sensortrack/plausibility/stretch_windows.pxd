cimport cython

ctypedef unsigned long long number_t

cdef number_t BITS, MINUS_ZERO, FACTOR, LAST_FACTOR
cdef const number_t[::1] FACTORS
cdef Py_ssize_t PLACES

@cython.locals(i=Py_ssize_t, c=Py_ssize_t, total=number_t, bits=number_t)
cpdef number_samples(const number_t[:, ::1] values, number_t[::1] samples)

@cython.locals(i=Py_ssize_t, width=Py_ssize_t, total=number_t)
cpdef number_windows(const number_t[::1] samples, number_t[::1] windows)

@cython.locals(table=cython.longlong[::1], k=Py_ssize_t, i=Py_ssize_t, place=Py_ssize_t, mark=Py_ssize_t, count=Py_ssize_t)
cpdef Py_ssize_t find_alike(const number_t[::1] windows, const number_t[::1] marks, long long[::1] alike, long long[::1] of_mark) except -1

@cython.locals(place=Py_ssize_t)
cdef Py_ssize_t _place(const long long[::1] table, const number_t[::1] marks, number_t number) noexcept
