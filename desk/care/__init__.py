"""Care for the people who answer: hard conversations in a row, no pause, too much at once; and what would help."""
