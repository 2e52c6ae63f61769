"""The doors of the house: signing in and out, one-time links, first set-up, one's own settings and keys."""
