"""What the Gateway says: its numbers, names, payloads and addresses; never when to say it."""
