"""The server as a replica with a key: it takes ops in, gives each its place, hands them out with proofs."""
