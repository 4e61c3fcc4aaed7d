"""What tells a sensor's noise, and how often a value is repeated by it.

A sensor's noise goes to and fro from sample to sample, as no movement does. Where it spans the sensor's resolution a
value is seldom repeated. How often that happens by chance is seen in the quietest second.
"""

WINDOW_S, LEAST_WINDOW = 1.0, 32
"""Repeats are counted over so long, and at least over so many samples."""
MOST_SHARE = 0.3
"""An axis that repeats more often in its quietest second has less noise than resolution: it may stand still."""
LEAST_SHARE, FIRST_SHARE = 0.03, 0.125
"""A share isn't known better than this from one window, nor than that from the first samples."""
FOLLOWING = 16
"""So many samples tell whether there is noise."""
TO_AND_FRO = 1.1
"""In noise, differences of fourth order are at least so many times those of third order: 1.9 in white noise, 0.3 in a
tremor of 5 Hz at 100 Hz, less in any movement."""
FOURTH = 6.67
"""Mean size of the differences of fourth order in white noise of standard deviation 1: √70 · √(2/π)."""
ROUNDING = 0.6
"""Noise is at least so many times the smallest step: values that are rounded make one of 0.29."""
SPREAD = 3.5
"""The largest difference is at most so many times their mean: 2.5 in noise, 4.5 where one blow or step makes them."""
