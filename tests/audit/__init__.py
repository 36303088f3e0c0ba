"""`make audit` and `make screenshots`: every page of every role in a browser, on the demonstration's data."""
