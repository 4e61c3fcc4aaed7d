"""The version of sensortrack, for the package and for every result."""

__version__ = "0.1.0"
