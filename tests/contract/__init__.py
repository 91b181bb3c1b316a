"""Every implementation of an interface passes its suite; code, template, state machine and samples agree."""
