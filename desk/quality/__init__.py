"""Quality: the service standard, what handlings made of it, peer review, and the mystery shopper."""
