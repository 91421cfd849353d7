"""Routing: who in the waiting line is offered to whom, and what happens when nobody takes them."""
