"""Readings to times: by the device's own clock or counter, or by their arrival; losses and faults are found here."""

from .notices import Notice

__all__ = ["Notice"]
