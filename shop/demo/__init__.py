"""The goods, people and orders the demo shop opens with."""
