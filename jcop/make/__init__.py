"""What the Makefile runs: each command is one module; the others say how they start, stop and fail."""
