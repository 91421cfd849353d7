"""The practice room: past conversations, scrubbed, to answer again without a customer at the other end."""
