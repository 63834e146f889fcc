"""What runs inside the sandbox: standard library and the warmed packages only, nothing of ``autograder`` but this folder."""
