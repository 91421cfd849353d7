"""A day of arrivals against a staffing plan, routed by the same pure function as the real desk."""
