"""Opening hours: when people are here, and time counted only while they are."""
