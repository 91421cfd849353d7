"""Praise: what customers say in thanks of somebody, and everybody who had a hand in it."""
