"""What the Gateway says: its numbers, names, payloads and addresses; never what to do about them in time."""
