"""The words of the house as frozen types: records, changes, outcomes, messages, runs, descriptors, ports, errors."""
