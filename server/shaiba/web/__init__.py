"""HTTP, thin: decode, call, encode."""
