"""Accounts: signing up and in, second factors, sessions, traces, the desk's door, deletion."""
