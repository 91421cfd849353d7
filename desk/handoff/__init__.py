"""Handoff: from the bot to a person and back, with the whole context."""
