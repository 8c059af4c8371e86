"""Ledgers from sheets: the file that an accountant already keeps becomes entries, or every fault of it at once.

`sheet` declares what a ledger sheet is; `read` opens files, `workbook` those that can break a reader, in a child;
`cells` reads one cell; `parse` the whole grid; `diff` compares with what is published. Bytes in, data out. The phone's
twin is pwa/src/features/ledger; both are held by sync/vectors/ledger.
"""
