"""Faults on purpose: power cuts, kills, full and failing disks, flipped bits. `python -m tests.faults --soak`."""
