"""Pictures for papers, by matplotlib (extra `plot`): each takes an `ax`, gives it back, and names its units.

    ax = st.plot.signal(result, recording)
    ax.figure.savefig("set.pdf")

A result holds no samples: a picture of the signal takes the recording, too, and is a function, not a method of the
result. People with any colour vision can tell the colours apart (Okabe and Ito, 2008), and no meaning rests on colour
alone.
"""

from .agreement import agreement
from .pictures import progress, repetitions, signal, smoothness, steadiness

__all__ = ["agreement", "progress", "repetitions", "signal", "smoothness", "steadiness"]
