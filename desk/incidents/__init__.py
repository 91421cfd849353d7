"""Incidents: a trouble that a person named and confirmed, what customers are told of it, and how it ends."""
