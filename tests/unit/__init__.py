"""Rules, steps and simulators, each alone: no network beyond this machine, no cloud."""
