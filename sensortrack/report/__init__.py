"""Pictures and reports of a result."""
