"""What is free, and what would do instead of what is not."""
