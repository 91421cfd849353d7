"""Live state: nudges, sockets and presence; may be lost at any time and is rebuilt from the record."""
