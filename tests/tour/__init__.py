"""The whole demonstration, walked by every role: what is true of every page is asked of every page.

The same walk gives its pages to `make audit` and `make screenshots`: a new address is in all of them.
"""
