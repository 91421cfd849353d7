"""The demo shop: a small real shop over SQLite, with the order API the desk and the bot ask."""
