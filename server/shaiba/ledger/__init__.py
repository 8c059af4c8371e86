"""Ledgers from sheets: the file that an accountant already keeps becomes entries, or every fault of it at once.

`sheet` declares what a ledger sheet is; `read` opens files; `cells` reads one cell; `parse` reads the whole grid;
`diff` compares with what is published. Pure: bytes in, data out. The phone's twin is pwa/src/features/ledger; both are
held by sync/vectors/ledger.
"""
