"""Attachments: pictures and files that customers and agents send with a message."""
