"""What can be done: what happens, in order, a use case a module. Knows the rules and the ports."""
