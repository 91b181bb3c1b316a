"""All tests: units and rules, contracts, integration with AWS in moto, and the whole world end to end."""
