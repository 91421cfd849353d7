"""The process that knows what texts mean: sentence vectors for the desk, and new models for designers.

It lives in Rasa's environment and stays loaded, apart from the process that answers customers. The desk speaks to it on
loopback with the shared secret (docs/wire.md §5); nothing of it is needed to serve a customer.
"""
