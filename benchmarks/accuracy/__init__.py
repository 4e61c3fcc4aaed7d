"""The proof: every number that the project promises, beside the number it reaches.

    python -m benchmarks.accuracy                    # the whole table, about half an hour on two cores
    python -m benchmarks.accuracy --sets 40          # a quick look
    python -m benchmarks.accuracy --only count-hard  # some rows
    python -m benchmarks.accuracy --write            # docs/validation.md and its pictures, too

Simulated rows need nothing. Rows on other people's recordings need `SENSORTRACK_DATA`, the folder that holds them. The
comparison with other packages, and BROAD's files, need an environment in which they are installed
(`pip install -r benchmarks/accuracy/peers.txt`), named by `--peers PYTHON`. A row that can't be run says why.
"""
