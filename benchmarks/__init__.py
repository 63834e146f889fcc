"""What is measured of this course, and how to measure it again: `make bench`."""
