"""Answers visitors from memory, before Django: whole pages as they were rendered since the last change.

application.py is the way of a request; visits.py says which requests may be answered from memory,
answers.py which responses may be kept and in which form; store.py keeps them, and files.py writes them for a
web server in front. generation.py is the mark that every change makes anew, and changes.py says which changes
do. shared_generation.py is the mark of several servers, and owed.py notes that it could not be made. kept.py
keeps what many pages share.
"""
