"""What a person does with Rollbook: the operations, and the command line in front of them."""
