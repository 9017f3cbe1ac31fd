"""Proofs that take long: odd requests, editors and readers for minutes, processes killed, servers stopped.

fuzz.py, soak.py, kill.py and servers.py each have a function `prove`; `python -m tests.endurance` runs one in
full size, and test_endurance.py runs all of them small.
"""
