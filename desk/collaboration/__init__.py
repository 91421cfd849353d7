"""What agents do among themselves: private notes and mentions, labels, canned replies, what is kept of a customer."""
