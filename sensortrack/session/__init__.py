"""A session as it is done: the state machine, the coach, and what runs them."""
