"""What the bot can do for a customer: one file per wish, each thin: slots, then the shop, then words."""
