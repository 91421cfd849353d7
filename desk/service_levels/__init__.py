"""Service levels: by when people are answered, counted while the house is open, and warned of before it is too late."""
