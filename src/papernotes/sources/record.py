"""The values of papernotes.record, for the services: rules need them without any service."""

from papernotes.record import Found, Ident, NotFound, Outcome, Record, Unavailable

__all__ = ["Found", "Ident", "NotFound", "Outcome", "Record", "Unavailable"]
