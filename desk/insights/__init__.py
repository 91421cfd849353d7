"""How well customers are served, in figures with their intervals, and what is done to serve them better."""
