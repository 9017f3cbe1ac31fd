"""`manage.py serve`: one command from an empty folder to a running site."""

import os
import signal
from contextlib import nullcontext

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand
from django.urls import reverse

from site_project.address import EVERY_INTERFACE, add_address_options, read_port, resolve_host, served_url
from site_project.preparation import prepare_site
from site_project.saying import SaysLines
from site_project.server import load_site, run_server
from site_project.worker.beside_server import ClockProcess
from site_project.worker.clock import STOPPED_BY


class Command(SaysLines, BaseCommand):
    """Prepare DATA_DIR and serve the site until it is told to stop."""

    help = "Prepare the site and serve it. Stop it with Ctrl+C."
    requires_system_checks = []  # they check the code, which does not change between starts

    def add_arguments(self, parser):
        """Add --host, --port, --workers and --no-worker."""
        add_address_options(parser)
        parser.add_argument(
            "--workers",
            default=str(min(4, os.cpu_count() or 1)),
            help="Number of web processes. Default: one for each processor core, at most 4.",
        )
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="Serve pages only. The site's clock, `manage.py worker`, runs elsewhere.",
        )

    def handle(self, *args, host, port, workers, no_worker, **options):
        """Run the steps in order; an interrupt at any time ends the command without an error."""
        host, port, workers = resolve_host(host), read_port(port), read_workers(workers)
        self.is_told_to_stop = False
        for number in STOPPED_BY:
            signal.signal(number, self.stop)
        try:
            prepare_site(self.say_step)
            load_site()
            self.go_on()
            with nullcontext() if no_worker else ClockProcess():
                run_server(host, port, workers, on_listening=lambda: self.say_addresses(host, port))
        except KeyboardInterrupt:
            pass
        for number in STOPPED_BY:
            signal.signal(number, signal.SIG_IGN)
        self.say("Stopped.")

    def stop(self, *signal_and_frame):
        """Interrupt what is being done, and remember it: some code swallows whatever is raised within it."""
        self.is_told_to_stop = True
        raise KeyboardInterrupt

    def go_on(self):
        """Raise KeyboardInterrupt if this command was told to stop."""
        if self.is_told_to_stop:
            raise KeyboardInterrupt

    def say_step(self, line):
        """Say what a step did, and go on to the next unless told to stop."""
        self.say(line)
        self.go_on()

    def say_addresses(self, host, port):
        """Say where the site and its admin are, and what to set where others can't reach them yet."""
        here = served_url(host, port)
        self.say(f"Site: {settings.SITE_URL}/")
        self.say(f"Admin: {settings.SITE_URL}{reverse('wagtailadmin_home')}")
        if here != settings.SITE_URL:
            self.say(f"Listening: {here}")
        elif host in EVERY_INTERFACE:
            self.say("Only this machine is let in. For others, set SITE_URL to the address that they use.")


def read_workers(text):
    """Return `text` as a number of processes. Raises ImproperlyConfigured unless it is 1 or more."""
    if text.isascii() and text.isdecimal() and int(text) >= 1:
        return int(text)
    raise ImproperlyConfigured(f"--workers is {text!r}; write 1 or more.")
