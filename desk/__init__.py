"""The service people connect to: it owns conversations, hands them over, and faces the network."""
