"""Running the desk: is it ready, how is it doing, what does it log. Nothing here knows what anybody said."""
