"""The knowledge base: articles with what customers read and what only the team does."""
