"""What a row of course records stands for, whether it can go, and what of it goes where."""
