"""How a command that goes on running tells a person what it does."""

from django.conf import settings


class SaysLines:
    """Gives a management command `say`.

    Where the log is made of objects, what collects them reads stdout, and lines for a person go to stderr.
    """

    def say(self, line):
        """Write one line at once, also where the output is a file or a pipe."""
        output = self.stderr if settings.LOG_FORMAT == "json" else self.stdout
        output.write(line, str)  # as it is, not in the red of errors
        output.flush()
