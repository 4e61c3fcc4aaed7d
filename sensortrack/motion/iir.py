"""Second-order sections over arrays: with carried state (causal), and there and back (zero phase).

scipy designs the filters. It filters a few samples at a time, or one phase, in the time of its overhead,
some fifty times what the arithmetic takes; so these two loops are compiled (`iir.pxd`). They are scipy's
`sosfilt` and `sosfiltfilt`, in the same order of operations.
"""

from __future__ import annotations

import numpy as np

from ..records import FloatArray


def causal(sos: FloatArray, state: FloatArray, signal: FloatArray, out: FloatArray) -> None:
    """Filter the next samples.

    Parameters
    ----------
    sos : (s, 6) float
        Sections as `scipy.signal.butter(..., output="sos")` gives them.
    state : (s, k, 2) float
        Carried from call to call; zeros at first.
    signal, out : (n, k) float
        May be the same array.
    """
    sections = sos.shape[0]
    for i in range(signal.shape[0]):
        for c in range(signal.shape[1]):
            x = signal[i, c]
            for s in range(sections):
                y = sos[s, 0] * x + state[s, c, 0]
                state[s, c, 0] = sos[s, 1] * x - sos[s, 4] * y + state[s, c, 1]
                state[s, c, 1] = sos[s, 2] * x - sos[s, 5] * y
                x = y
            out[i, c] = x


def zero_phase(sos: FloatArray, steady: FloatArray, signal: FloatArray, padding: int) -> FloatArray:
    """Filter a whole signal there and back.

    Parameters
    ----------
    sos : (s, 6) float
    steady : (s, 2) float
        `scipy.signal.sosfilt_zi(sos)`: the state in which a constant 1 passes as it is.
    signal : (n,) float
    padding : int
        Samples by which the signal is continued at both ends, mirrored in its end points; below n.

    Returns
    -------
    (n,) float
    """
    n = signal.shape[0]
    padding = min(padding, n - 1)
    long = np.empty(n + 2 * padding)
    _continue_oddly(signal, padding, long)
    state = np.empty((sos.shape[0], 2))
    _pass(sos, steady, state, long, 1)
    _pass(sos, steady, state, long, -1)
    return long[padding : padding + n]


def _continue_oddly(signal: FloatArray, padding: int, out: FloatArray) -> None:
    n = signal.shape[0]
    for i in range(padding):
        out[i] = 2.0 * signal[0] - signal[padding - i]
        out[padding + n + i] = 2.0 * signal[n - 1] - signal[n - 2 - i]
    for i in range(n):
        out[padding + i] = signal[i]


def _pass(sos: FloatArray, steady: FloatArray, state: FloatArray, signal: FloatArray, step: int) -> None:
    n = signal.shape[0]
    first = signal[0] if step > 0 else signal[n - 1]
    for s in range(sos.shape[0]):
        state[s, 0] = steady[s, 0] * first
        state[s, 1] = steady[s, 1] * first
    for k in range(n):
        i = k if step > 0 else n - 1 - k
        x = signal[i]
        for s in range(sos.shape[0]):
            y = sos[s, 0] * x + state[s, 0]
            state[s, 0] = sos[s, 1] * x - sos[s, 4] * y + state[s, 1]
            state[s, 1] = sos[s, 2] * x - sos[s, 5] * y
            x = y
        signal[i] = x
