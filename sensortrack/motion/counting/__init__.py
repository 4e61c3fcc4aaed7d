"""From the angle to excursions: the start pose, what goes out and comes back, and which of it is a repetition."""
