"""The HTTP edge: typed requests in, one error shape out."""
