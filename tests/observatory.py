"""The grade that Mozilla's HTTP Observatory gives to a site's front page.

Counted by its published rules (github.com/mozilla/http-observatory, httpobs/docs/scoring.md, and
mdn/mdn-http-observatory, src/grader/charts.js): 100 to begin with, less what is missing, and more for what is
beyond the usual, if no more than ten points are missing. 100 and more is an A+.
"""

UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "data:", "http:", "https:", "*")
SIX_MONTHS = 15_768_000
PRIVATE_REFERRER = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(headers, elsewhere=()):
    """Return the points for `headers`, by their names in lower case, of a page that sets no cookie.

    `elsewhere` are the addresses of scripts from other sites. That http leads to https, and that no header
    opens the site to the scripts of others, costs nothing; it has to be so.
    """
    assert "set-cookie" not in headers
    assert "access-control-allow-origin" not in headers
    policy = directives(headers.get("content-security-policy", ""))
    penalties = [
        (0 if policy else -25),
        (-20 if unsafe(policy, "script-src") or unsafe(policy, "object-src") else 0),
        (0 if headers.get("x-content-type-options") == "nosniff" else -5),
        (
            0
            if "frame-ancestors" in policy or headers.get("x-frame-options") in {"DENY", "SAMEORIGIN"}
            else -20
        ),
        (0 if seconds(headers.get("strict-transport-security", "")) >= SIX_MONTHS else -20),
        (-5 if elsewhere else 0),
    ]
    total = 100 + sum(penalties)
    if total < 90:
        return total
    strict = policy and not any(unsafe(policy, name) for name in ("script-src", "style-src", "object-src"))
    bonuses = [
        (5 if strict else 0),
        (5 if "frame-ancestors" in policy else 0),
        (5 if headers.get("referrer-policy") in PRIVATE_REFERRER else 0),
        (10 if headers.get("cross-origin-resource-policy") in {"same-origin", "same-site"} else 0),
    ]
    return total + sum(bonuses)


def directives(policy):
    """Return the sources of each directive of a content security policy."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def unsafe(policy, name):
    """Whether the directive `name` lets in what it should not, or is not there at all."""
    sources = policy.get(name, policy.get("default-src", ["*"]))
    return any(source in UNSAFE for source in sources)


def seconds(header):
    """Return for how long browsers come by https alone."""
    return int(header.partition("max-age=")[2].partition(";")[0] or 0)
