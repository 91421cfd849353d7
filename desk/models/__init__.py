"""Which model answers whom: the models there are, rolling one out beside the live one, and going back."""
