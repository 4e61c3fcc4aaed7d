cimport cython

@cython.locals(tens="const double[::1]", i=Py_ssize_t, start=Py_ssize_t, first=Py_ssize_t, digit=int, most_digits=Py_ssize_t, size=Py_ssize_t, columns=Py_ssize_t, column=Py_ssize_t, most=Py_ssize_t, row=Py_ssize_t, role=Py_ssize_t, good=bint, quoted=bint, comma=int, negative=bint, exact=bint, minus=bint, mantissa="unsigned long long", largest="unsigned long long", digits=Py_ssize_t, scale=Py_ssize_t, exponent=Py_ssize_t, value=double)
cpdef take_rows(const unsigned char[::1] data, Py_ssize_t at, int delimiter, int decimal, const int[::1] roles, bint one_more, double[:, ::1] out)
