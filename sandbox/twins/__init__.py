"""The stores of `aws/` in memory, and the state machine's order in one process: for tests and benchmarks."""
