"""Ratings: what customers say of how they were handled, bot and people apart."""
