"""Set-up: the two environments, the encoder, the front end, a first model."""
