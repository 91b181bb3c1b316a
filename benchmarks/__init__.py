"""What Rollbook costs in time, memory and calls to AWS, beside the plain way; `docs/benchmarks.md` explains."""
