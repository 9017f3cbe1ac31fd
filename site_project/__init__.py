"""How the site runs."""

__version__ = "0.1"  # before the first release; raise it with each one
