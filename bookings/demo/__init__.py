"""The demonstration Centre: plainly invented, made by the real verbs, and as large as asked."""
