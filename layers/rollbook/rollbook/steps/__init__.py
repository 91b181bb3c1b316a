"""What each step does, said once, against ports: the same code runs in Lambda, in tests and in one process."""
