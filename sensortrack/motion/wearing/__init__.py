"""How the sensor sits on the body: found, held against the movement, and watched for slips."""
