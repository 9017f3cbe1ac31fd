"""Clinical review: a page says "medically reviewed" while its words are the ones a clinician approved.

content.py says what a reader is told, digest.py makes a fingerprint of it, approval.py records that a
clinician approved a fingerprint, and states.py compares the two. Everything else asks or shows.
"""
