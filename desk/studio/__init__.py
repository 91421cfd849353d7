"""The designer's trade: what the bot misread, what it should have read, and whether a new model is better."""
