"""Whether a recording keeps to the format, and its session to the protocol; never a repair."""
