"""Which protocol is spoken here, and the exact shape of its wire.

Spec: sync/spec/versions.md. Vectors: sync/vectors/lock.json.
"""

PROTOCOL = 1
"""The version that is written."""

MIN_SUPPORTED = 1
"""The oldest version that is read."""
