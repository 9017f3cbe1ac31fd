"""Enquiries: a visitor asks for a call back, the front desk answers, and nothing is kept for too long."""
