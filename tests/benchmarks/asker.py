"""Asks the site for pages, in its own process, and tells what processor time a request takes.

Run it with DATA_DIR set: `python -m tests.benchmarks.asker COUNT` first adds COUNT condition pages. Then it
reads lines of [how, times, address] as JSON, and answers each with milliseconds. `how` is "rendered", by
Django each time; "first", the page cache's first answer after a change; or "memory".
"""

import json
import os
import sys
import time

import django


def main(count):
    """Add the pages, and answer line by line."""
    from django.core.wsgi import get_wsgi_application

    from site_project.page_cache.application import PageCache
    from site_project.page_cache.generation import renew
    from tests.many_pages import add_conditions
    from tests.page_cache.browser import ask

    add_conditions(count)
    site = get_wsgi_application()
    kept = PageCache(site)
    say(0)
    for line in sys.stdin:
        how, times, address = json.loads(line)
        path, _mark, query = address.partition("?")
        taken = 0
        for _ in range(times):
            if how == "first":
                renew()
            start = time.process_time()
            answer = ask(site if how == "rendered" else kept, path, query=query, accept_encoding="br")
            taken += time.process_time() - start
            if answer.status != 200:
                raise RuntimeError(f"{address} answers {answer.status}.")
        say(taken * 1000 / times)


def say(milliseconds):
    """Answer one line."""
    sys.stdout.write(f"{milliseconds}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    django.setup()
    main(int(sys.argv[1]))
