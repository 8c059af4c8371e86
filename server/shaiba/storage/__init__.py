"""Where lines, records, blobs and sessions are kept. SQL is written in this package only."""
