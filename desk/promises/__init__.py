"""What a customer was promised, by when, and whether it was kept."""
