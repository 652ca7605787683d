"""A simulated month of polling: what a policy costs readers in minutes, at equal numbers of polls."""
