"""Each handler in this process, in an environment as the template sets it, against moto."""
