"""The patient's page: a session done lying on the floor, with closed eyes.

One more listener, one more `Person` and one more `Speech` of the same session as the terminal's: it has no rule, no
count and no cue of its own.
"""
