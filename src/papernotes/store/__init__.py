"""Text to model and back, positions kept."""
