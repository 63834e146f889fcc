"""What runs inside: nothing of ``autograder`` can be seen there but this folder."""
