"""The desk's side of the bot: running its jobs and talking to it over the wire."""
