"""Metadata services: what to ask them and how to read what they say; no sockets in here."""
