"""Early warning: why people write, counted and compared with what is usual, and an alarm where it is not."""
