"""Does the safety net hold? Lines that guard something are taken out one at a time; some test must fail for each."""
