"""Timers: what the desk does later by itself. Rows with a due time, so that a restart forgets none."""
