"""Pictures for papers, by matplotlib (extra `plot`): each takes an `ax`, gives it back, and names its units.

    ax = st.plot.signal(result, recording)
    ax.figure.savefig("set.pdf")

Colours are told apart by people with any colour vision (Okabe and Ito, 2008), and never alone tell anything.
"""

from .pictures import progress, repetitions, signal, smoothness, steadiness

__all__ = ["progress", "repetitions", "signal", "smoothness", "steadiness"]
