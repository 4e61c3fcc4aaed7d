"""What no sensor, no body and no continuous signal can give is left out before anything is measured, and is noted."""

from .guard import Guard

__all__ = ["Guard"]
