"""Search over all transcripts: what was asked for, and what of a text to show."""
