"""A simulated quarter at a real desk: people and trouble are invented, desk, shop, database and Redis are not."""
