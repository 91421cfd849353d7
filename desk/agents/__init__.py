"""Agents: the people who answer, and how they sign in."""
