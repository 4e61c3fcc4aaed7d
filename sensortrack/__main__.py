"""`python -m sensortrack` is `sensortrack`."""

from .cli import main

main()
