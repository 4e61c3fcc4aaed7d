"""The up direction in the sensor's axes, and the movement's angle from it."""
