"""Conversations: their transcript, their states, and the bot's part in them."""
