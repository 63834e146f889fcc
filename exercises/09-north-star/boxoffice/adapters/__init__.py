"""The outside world, one module a neighbour: each says how, and nothing else."""
