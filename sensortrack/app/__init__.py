"""The page: what the session says and shows, for a person on the floor."""
