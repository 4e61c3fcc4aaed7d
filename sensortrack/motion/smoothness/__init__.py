"""Smoothness of a phase: SPARC, LDLJ and LD-acc, the peak acceleration ratio, tremor, and their validity."""
