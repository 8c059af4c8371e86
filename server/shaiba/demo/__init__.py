"""The demo county: real villages, invented people and accounts, written through push like anyone's.

`places` where · `people` who · `accounts` a village's money · `board` what else is made public · `appeals` what
villagers ask · `receipts` pictures of vouchers · `story` who says what when · `load` signs and pushes it. Everything
follows from a seed and the time.
"""
