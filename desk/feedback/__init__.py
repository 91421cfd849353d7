"""Feedback that changes things: when to ask, what a low mark sets going, what was said, what was done, did it hold."""
