"""The long relationship: what a customer wants remembered, who they are to us, thanks, and making good a bad case."""
