"""`make bench`: how fast the portal is on data of a stated size, beside floors measured in the same run.

To add a row, add one function to figures.py.
"""
