"""Worlds: simulated sets of which the tracker's authors never saw one, drawn from stated ranges.

A world is a seed. Person, movement, sensor, mounting and recording are drawn from the ranges in `ranges.toml`, each of
which names its source. The code shares nothing with the product's simulator, nor with the second generator: its own
axes, profiles, rigid body and sensor. A third of the families (a shape of movement and a kind of tremor) is drawn by
the seeds of the table alone, never by those that mending looks at.

    python -m benchmarks.accuracy.worlds --sets 1000            # by exercise
    python -m benchmarks.accuracy.worlds --map tremor_deg       # by property
    python -m benchmarks.accuracy.worlds --show 1000017         # one world: its draw, and what became of it
"""
