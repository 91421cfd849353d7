"""Data rights: what is kept of a customer, told and erased; how long; and what no log may hold."""
