"""The record: what may never be lost, in SQL."""
