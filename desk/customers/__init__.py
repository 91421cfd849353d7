"""Customers: who is speaking, and how far we know it."""
