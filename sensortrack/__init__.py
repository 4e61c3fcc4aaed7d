"""sensortrack: back exercises from one lumbar IMU, measured and judged."""
