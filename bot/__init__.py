"""What runs inside Rasa: understanding, dialogue policies, the tracker store and the channel the desk speaks to."""
