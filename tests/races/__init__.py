"""`make race`: crowds of clients after one time, over real HTTP against eight server processes.

To add a race, add one class to contests.py; tests/bookings/test_http_race.py runs the short form.
"""
