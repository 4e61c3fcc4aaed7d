"""Bytes to readings: the frames in a notification, and the numbers in a frame; what they say isn't in time yet."""

from .decoder import Decoder
from .readings import DecodeCounters, Readings

__all__ = ["DecodeCounters", "Decoder", "Readings"]
