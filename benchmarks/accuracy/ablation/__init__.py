"""What each special case of the tracker is worth: each is switched off in turn, and the same sets are counted again.

A special case is switched off by a value of its own constants with which it never applies (`cases.toml`). Everything
is counted with it and without it on the same seeds, so that the difference is its own. What isn't worth its lines goes.
"""
