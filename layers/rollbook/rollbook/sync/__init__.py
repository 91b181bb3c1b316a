"""Rules that are true for every flow: comparing, guarding, batching, pacing, leasing. Pure: time is an argument."""
