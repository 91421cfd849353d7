"""Letters: what the desk writes to people by e-mail, once each, from a queue in the record."""
