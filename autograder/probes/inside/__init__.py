"""Programs that run inside the sandbox, sent there as text: they import nothing of this package."""
