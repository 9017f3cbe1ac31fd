"""The first visit of a page after a change, in a process that has answered others since."""

from site_project.page_cache.generation import renew


def wait_for_visit(client, url):
    """Have `url` visited, something change, and another page visited by `client`.

    Then a process knows content types and, anew, what every page shares, but nothing of the page at `url`.
    """
    client.get(url)
    renew()
    client.get("/treatments/" if url == "/conditions/" else "/conditions/")
