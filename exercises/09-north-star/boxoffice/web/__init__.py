"""HTTP: the routes, a module for each that is worth one."""
