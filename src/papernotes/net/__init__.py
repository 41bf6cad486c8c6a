"""The only code with sockets."""
