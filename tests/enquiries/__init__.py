"""Enquiries, from the visitor's form to the front desk, and to the day when they are deleted."""
