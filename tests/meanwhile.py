"""What goes on in threads of its own, again and again, while a test does something else."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def meanwhile(*works):
    """Call each of `works`, functions without arguments, without a pause until the `with` block ends.

    What one of them raises ends its thread, and is raised at the end of the block.
    """
    stop = threading.Event()

    def repeat(work):
        while not stop.is_set():
            work()

    with ThreadPoolExecutor(len(works)) as threads:
        under_way = [threads.submit(repeat, work) for work in works]
        try:
            yield
        finally:
            stop.set()
    for thread in under_way:
        thread.result()
