"""`make faults`: what happens to visitors, rows, files and mails when something under the portal breaks.

The real processes on loopback under a light load; each fault is made once, and afterwards all is counted.
"""
