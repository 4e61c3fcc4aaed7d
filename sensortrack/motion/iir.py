"""Second-order sections over arrays, with their state carried from call to call.

scipy designs the filters. A few samples at a time it filters in the time of its overhead, some thirty-five times
what the arithmetic takes; so this loop is compiled (`iir.pxd`). It is scipy's `sosfilt`, in the same order of
operations.
"""

from __future__ import annotations

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
