"""Measures, and prints the table."""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from bs4 import BeautifulSoup

from tests.benchmarks import servers
from tests.nginx import program

ROUNDS, SECONDS, CONNECTIONS = 15, 1, 16
CORE_OF_WRK = "1"
FOLDERS = ("site", "rendered", "bare", "clad", "stock", "nginx")
SET_BY_SERVERS = {"content-type", "content-length", "date", "server", "connection"}


def measure(server, headers):
    """Return (requests a second, CPU milliseconds a request) of `server`, asked with `headers`."""
    before = server.cpu_seconds()
    command = ["taskset", "-c", CORE_OF_WRK, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, server.url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in done and "If-None-Match" not in headers:
        raise RuntimeError(f"{server.url} answers with errors:\n{done}")
    requests = int(re.search(r"(\d+) requests in", done)[1])
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", done)[1])
    return rate, (server.cpu_seconds() - before) * 1000 / requests


def table(results):
    """Return `results`, {name: [(rate, CPU ms), ...]}, as Markdown.

    A ratio is the median of the ratios to the first line in the same round: a machine is slower at times.
    """
    lines = ["| served | requests/s | spread | ratio | CPU ms |", "|---|--:|--:|--:|--:|"]
    first = [rate for rate, _cpu in next(iter(results.values()))]
    for name, rounds in results.items():
        rates = [rate for rate, _cpu in rounds]
        rate, cpu = statistics.median(rates), statistics.median(cpu for _rate, cpu in rounds)
        ratio = statistics.median(one / other for one, other in zip(rates, first, strict=True))
        spread = 100 * (max(rates) - min(rates)) / rate
        lines.append(f"| {name} | {rate:,.0f} | {spread:.0f} % | {ratio:.3f} | {cpu:.3f} |")
    return "\n".join(lines)


def take_turns(compared):
    """Measure each of `compared`, {name: (Server, headers)}, in turn; return what table() takes."""
    results = {name: [] for name in compared}
    for _ in range(ROUNDS):
        for name, (server, headers) in compared.items():
            results[name].append(measure(server, headers))
    return results


def main():
    """Start the servers, let them take turns, and print what was measured."""
    missing = [name for name in ("wrk", "taskset") if shutil.which(name) is None]
    if missing:
        sys.exit(
            f"Not found: {', '.join(missing)}. Install them first (Debian: apt-get install wrk util-linux)."
        )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        folders = {name: Path(folder, name) for name in FOLDERS}
        for path in folders.values():
            path.mkdir()
        site = stack.enter_context(servers.our_site(folders["site"]))
        answer = urllib.request.urlopen(site.url)
        body, etag = answer.read(), answer.headers["ETag"]
        words = "".join(str(part) for part in BeautifulSoup(body, "html.parser").main.select("p, ul, h2"))
        rendered = stack.enter_context(servers.our_site(folders["rendered"], PAGE_CACHE="no"))
        bare = stack.enter_context(servers.bare(folders["bare"], body))
        more = [header for header in answer.headers.items() if header[0].lower() not in SET_BY_SERVERS]
        clad = stack.enter_context(servers.bare(folders["clad"], body, more))
        stock = stack.enter_context(servers.stock(folders["stock"], words))
        show(
            {
                "bare WSGI": (bare, {}),
                "bare WSGI, with the site's headers": (clad, {}),
                "the site, from memory": (site, {}),
                "the site, from memory, Brotli": (site, {"Accept-Encoding": "gzip, br"}),
                "the site, from memory, 304": (site, {"If-None-Match": etag}),
            }
        )
        show({"stock Wagtail, the same words": (stock, {}), "the site, rendered": (rendered, {})})
        if program() is None:
            sys.stdout.write("nginx is not installed: not measured.\n")
            return
        stored, static = stack.enter_context(servers.behind_nginx(folders["nginx"], body))
        packed = {"Accept-Encoding": "gzip"}
        show(
            {
                "nginx, a static file, gzip": (static, packed),
                "the site behind nginx, gzip": (stored, packed),
            }
        )


def show(compared):
    """Measure and print one table."""
    sys.stdout.write(f"{table(take_turns(compared))}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
