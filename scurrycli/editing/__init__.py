"""Makes recordings of recordings: cut, merged, recovered; never in place, never a network."""
