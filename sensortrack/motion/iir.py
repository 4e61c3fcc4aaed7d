"""Second-order sections over arrays, with their state carried from call to call.

It is scipy's `sosfilt`, in the same order of operations, compiled (`iir.pxd`): of a few samples at a time scipy's
overhead is some thirty-five times what the arithmetic takes.
"""

from __future__ import annotations

from ..records import FloatArray


def causal(sos: FloatArray, state: FloatArray, signal: FloatArray, out: FloatArray) -> None:
    """Filter the next samples.

    Parameters
    ----------
    sos : (s, 6) float
        Sections as those of `butterworth`.
    state : (s, k, 2) float
        Carried from call to call; zeros at first.
    signal, out : (n, k) float
        May be the same array.
    """
    n, channels = signal.shape[0], signal.shape[1]
    for i in range(n):
        for c in range(channels):
            out[i, c] = signal[i, c]
    for s in range(sos.shape[0]):
        if channels == 3:
            _pass_three(sos, state, s, out)
        else:
            for c in range(channels):
                _pass_one(sos, state, s, c, out)


def _pass_one(sos: FloatArray, state: FloatArray, s: int, c: int, out: FloatArray) -> None:
    b0, b1, b2, a1, a2 = sos[s, 0], sos[s, 1], sos[s, 2], sos[s, 4], sos[s, 5]
    first, second = state[s, c, 0], state[s, c, 1]
    for i in range(out.shape[0]):
        x = out[i, c]
        y = b0 * x + first
        first = b1 * x - a1 * y + second
        second = b2 * x - a2 * y
        out[i, c] = y
    state[s, c, 0], state[s, c, 1] = first, second


def _pass_three(sos: FloatArray, state: FloatArray, s: int, out: FloatArray) -> None:
    """The same for three channels: a processor takes them side by side, where one would wait for each result."""
    b0, b1, b2, a1, a2 = sos[s, 0], sos[s, 1], sos[s, 2], sos[s, 4], sos[s, 5]
    p1, p2, q1, q2, r1, r2 = (
        state[s, 0, 0], state[s, 0, 1], state[s, 1, 0], state[s, 1, 1], state[s, 2, 0], state[s, 2, 1],
    )  # fmt: skip
    for i in range(out.shape[0]):
        x, y, z = out[i, 0], out[i, 1], out[i, 2]
        p, q, r = b0 * x + p1, b0 * y + q1, b0 * z + r1
        p1, q1, r1 = b1 * x - a1 * p + p2, b1 * y - a1 * q + q2, b1 * z - a1 * r + r2
        p2, q2, r2 = b2 * x - a2 * p, b2 * y - a2 * q, b2 * z - a2 * r
        out[i, 0], out[i, 1], out[i, 2] = p, q, r
    state[s, 0, 0], state[s, 0, 1], state[s, 1, 0] = p1, p2, q1
    state[s, 1, 1], state[s, 2, 0], state[s, 2, 1] = q2, r1, r2
