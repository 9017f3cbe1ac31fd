"""The site's clock: what is to be done at its time, by one process of all that could do it."""
