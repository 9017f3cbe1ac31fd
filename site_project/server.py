"""The web server behind `manage.py serve`: granian, with worker processes that never outlive it."""

import gc
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import wait

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse
from granian import Granian

# What the web server tells of itself is part of the site's log; by itself it writes text to stdout.
SERVER_LOG = {
    "disable_existing_loggers": False,
    "handlers": {},
    "loggers": {"_granian": {"handlers": [], "propagate": True}},
}
STOP_SECONDS = 5  # for requests under way; container and service managers kill after ten


def load_site():
    """Load what every process of the site needs: those that are forked from this one share it in memory.

    What is loaded is kept from the garbage collector, whose marks would give each process its own copy
    (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    get_wsgi_application()
    reverse("wagtailadmin_home")  # makes the table of all addresses
    gc.collect()
    gc.freeze()


def run_server(host, port, workers, on_listening):
    """Serve the site on the numeric `host` and `port` with `workers` processes until SIGINT or SIGTERM.

    `on_listening` is called without arguments once the port is bound.
    Raises ImproperlyConfigured when another program took the port in the meantime.
    """
    cores = os.cpu_count() or 1
    server = Granian(
        "site_project.wsgi:application",
        address=host,
        port=port,
        interface="wsgi",
        workers=workers,
        # Python runs one thread at a time: a few keep a worker busy while others wait for the disk.
        blocking_threads=min(4, cores * 2 + 1),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level="warning",
        log_dictconfig=SERVER_LOG,
    )
    server.on_startup(on_listening)
    # Workers are forked from this process, and a database connection must not be shared.
    connections.close_all()
    try:
        server.serve(target_loader=load_application, wrap_loader=False)
    except (OSError, RuntimeError) as error:
        raise ImproperlyConfigured(f"Nothing can listen on {host}, port {port} ({error}).") from error


def load_application():
    """Return the WSGI application inside a worker, and tie the worker's life to the server's."""
    # Ctrl+C in a terminal reaches the whole group of processes; the server alone acts on it, and stops us.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    threading.Thread(target=end_with_server, daemon=True).start()
    from site_project.page_cache.generation import renew
    from site_project.wsgi import application

    # What is kept is of the code that ran before; and the process in whose place this one is may have died
    # between a change and its mark.
    renew()
    connections.close_all()  # where the mark could not be made, that was noted in the database
    return application


def end_with_server():
    """End this process, one that the server has forked, as soon as the server is gone.

    Without this a killed server would leave processes behind that hold the port.
    """
    wait([multiprocessing.parent_process().sentinel])
    os._exit(1)
