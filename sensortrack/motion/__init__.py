"""From samples to attempts, phases and smoothness: the one tracker, live and offline."""
