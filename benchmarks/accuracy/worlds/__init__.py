"""Worlds: simulated sets of which the tracker's authors never saw one, drawn from stated ranges.

A world is a seed. Person, movement, sensor, mounting and recording are drawn from the ranges in `ranges.toml`, each of
which names its source. The code shares nothing with the product's simulator, nor with the second generator: its own
axes, profiles, rigid body and sensor. A third of the families (a shape of movement and a kind of tremor) is drawn by
the seeds of the table alone, never by those that mending looks at.

    python -m benchmarks.accuracy.worlds --sets 1000            # by exercise, beginning, shape, tremor …
    python -m benchmarks.accuracy.worlds --map tremor           # what a property costs, the rest ordinary
    python -m benchmarks.accuracy.worlds --map all --write      # docs/validation_map.md, the search included
    python -m benchmarks.accuracy.worlds --search 20            # the least extreme worlds in which a set is lost
    python -m benchmarks.accuracy.worlds --show 17              # one world: its draw, and what became of it
"""
