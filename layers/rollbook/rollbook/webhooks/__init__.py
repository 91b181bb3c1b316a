"""Who may knock: whether a webhook call is what it claims to be. Pure; the standard library alone; no input raises."""
