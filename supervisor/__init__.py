"""Puts the house up and keeps it running: set-up, the processes, their output, restarts, a clean stop.

Standard library only: this code runs before anything is installed.
"""
