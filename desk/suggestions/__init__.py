"""What helped before, for whoever answers now: replies that solved the like, and the shop's own answers."""
