"""The sessions of the persons on this machine, as the terminal and the page both do and show them.

Which folder, who, what is due, which plan, and what is kept afterwards; neither of the two has a rule of its own.
"""
