"""The commands; the only reader of argv and environment."""
