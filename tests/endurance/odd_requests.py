"""Requests that no browser would send, made from a seed: the same number gives the same request again."""

import random
from urllib.parse import quote, quote_from_bytes, urlencode

PATHS = """
/ /conditions/ /conditions/migraine/ /conditions/everything/ /treatments/ /treatments/ketamine/ /about/
/for-patients/ /gone /contact/ /contact/thank-you/ /privacy/ /search/ /sitemap.xml /robots.txt
/site.webmanifest /icon-192.png /icon-7.png /favicon.ico /media/images/a.width-400.jpg
/media/avatar_images/a.jpg /media/original_images/a.jpg /documents/1/first-visit.pdf /documents/2/
/static/site/css/site.css /static/ /healthz /readyz /account/ /account/login/ /account/logout/
/account/signup/ /account/inactive/ /account/reauthenticate/ /account/password/reset/
/account/second-factor/ /account/second-factor/authenticate/ /account/second-factor/totp/activate/
/account/second-factor/webauthn/login/ /account/second-factor/webauthn/reauthenticate/ /admin/
/admin/login/ /admin/logout/ /admin/password_reset/ /admin/pages/3/edit/ /admin/sprite/
/admin/reports/enquiries/ /_util/login/ /_util/authenticate_with_password/1/1/
/_util/authenticate_with_password/1/14/ /django-admin/
""".split()  # noqa: SIM905 - a text of words is what a person can read and amend
NAMES = """
q page next type sent w utm_source gclid login password remember code credential csrfmiddlewaretoken token
name phone email call_time message consent website form reference return_url password_required p order
""".split()  # noqa: SIM905
TEXTS = [
    *(
        "",
        " ",
        "\0",
        "%",
        "%00",
        "'",
        '"',
        "' OR 1=1 --",
        "<script>",
        "{{ 7 }}",
        "{% now %}",
        "../../etc/passwd",
    ),
    *(
        "migraine",
        "MIGRAINE ketamine",
        "migraine*",
        "NOT",
        "AND OR",
        "NEAR(a b)",
        '"unclosed',
        "col:umn",
        "^a",
    ),
    *("-1", "0", "1", "9" * 30, "1e309", "NaN", "null", "true", "[]", '{"a":', "٣", "²", "½", "Ⅷ"),
    *("\r\nX-Odd: 1", "🧠", "\u202e", "\ufeff", "İ", "ß", "a\u0301" * 60, "x" * 3000, "//other.example/"),
    *(
        "http://[",
        "http://[::1",
        "//[",
        "http://a:99999/",
        "javascript:alert(1)",
        "\\\\other.example",
        "?",
        "#",
    ),
]
ADDRESSES = [
    *("", ",", " , ", "unknown", "198.51.100.7", "198.51.100.7, 10.0.0.1", "198.51.100.7:4711", "[::1]:80"),
    *("2001:db8::1", "[2001:db8::1", "1.2.3.4,", ",1.2.3.4", "999.1.1.1", "::ffff:1.2.3.4%eth0", "_hidden"),
]
METHODS = (
    ["GET"] * 12 + ["POST"] * 8 + ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]
)
KINDS = [
    *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16"),
    *("application/x-www-form-urlencoded; charset=none", "multipart/form-data; boundary=odd"),
    *("multipart/form-data", "multipart/form-data; boundary=" + "b" * 300, "application/json", "text/plain"),
    *(
        "text/xml; charset=\xff",
        "",
        "/",
        "multipart/form-data; boundary=\xe9",
        "multipart/mixed; boundary=odd",
    ),
]
OTHER_HEADERS = {
    "Accept": ["*/*", "", "text/html;q=x", "application/json", ";;;"],
    "Accept-Encoding": ["gzip", "br", "br;q=0", "*", "gzip;q=oops", "identity, " * 50, "\xff"],
    "Accept-Language": ["de", "xx-yy-zz", "*;q=2", "a" * 600, "\xff"],
    "Authorization": ["Basic", "Basic ====", "Bearer x", "Negotiate \xff"],
    "Content-Encoding": ["gzip", "br", "odd"],
    "Forwarded": ["for=1.2.3.4", "for="],
    "If-Modified-Since": [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "yesterday",
        "Thu, 99 Jan 99999 99:99:99 GMT",
        "0",
    ],
    "If-None-Match": ["*", '"a"', "W/", '"', "\xff"],
    "If-Range": ['"a"', "yesterday"],
    "Range": [
        "bytes=0-0",
        "bytes=-1",
        "bytes=9-1",
        "bytes=a-b",
        "lines=1-2",
        "bytes=0-0,1-1",
        "bytes=" + "9" * 40,
    ],
    "Referer": ["http://[", "//", "/contact/", "http://127.0.0.1/contact/", "\xff", "javascript:1"],
    "Sec-Fetch-Site": ["same-origin", "cross-site", "none", "odd"],
    "Upgrade": ["websocket", "h2c"],
    "User-Agent": ["", "odd/1.0", "x" * 4000, "\xff"],
    "X-CSRFToken": ["", "short", "x" * 64, "\xff"],
    "X-Forwarded-Host": ["other.example", "[", "127.0.0.1, other.example"],
    "X-Forwarded-Proto": ["https", "http", "https, http", "odd", ""],
    "X-HTTP-Method-Override": ["DELETE", "PUT"],
    "X-Request-ID": ["a" * 64, "a b", "\xff", "00000000"],
    "X-Requested-With": ["XMLHttpRequest"],
}
HOSTS = [
    "other.example",
    "",
    "[",
    "127.0.0.1:",
    "127.0.0.1:abc",
    "127.0.0.1:99999999",
    "LOCALHOST",
    "a b",
    "\xff",
]


class OddRequests:
    """Requests to the site at `host`, "name:port".

    `forms` are forms as the site takes them: a list of path, fields as a dict, and cookies as another.
    """

    def __init__(self, seed, host, forms):
        self.seed, self.host, self.forms = seed, host, forms

    def make(self, number):
        """Return request `number` as bytes."""
        dice = random.Random(f"{self.seed}-{number}")
        method, cookies = dice.choice(METHODS), {}
        if self.forms and dice.random() < 0.15:
            method = "POST"
            path, fields, cookies = dice.choice(self.forms)
            headers, body = {"Content-Type": KINDS[0]}, urlencode(spoil(dice, fields)).encode()
        else:
            path = odd_path(dice)
            headers, body = odd_body(dice) if method not in {"GET", "HEAD"} else ({}, b"")
        if dice.random() < 0.5:
            path += "?" + odd_query(dice)
        headers = {"Host": self.host} | odd_headers(dice) | headers
        if cookies or dice.random() < 0.3:
            headers["Cookie"] = odd_cookies(dice, cookies)
        headers |= {"Connection": "close", "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def odd_text(dice):
    """Return a text of any kind."""
    if dice.random() < 0.7:
        return dice.choice(TEXTS)
    ranges = [(0, 127), (128, 255), (256, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
    return "".join(chr(dice.randint(*dice.choice(ranges))) for _ in range(dice.randint(1, 40)))


def odd_path(dice):
    """Return a path of the site, mostly changed here and there, as it is sent."""
    path = dice.choice(PATHS)
    for _ in range(dice.choice([0, 0, 1, 1, 1, 2, 3])):
        place = dice.randint(0, len(path))
        rest = path[place:]
        match dice.randint(0, 9):
            case 0:
                path = path[:place] + quote(odd_text(dice), safe=dice.choice(["", "/", "/:@"])) + rest
            case 1:
                path = path[:place] + quote_from_bytes(dice.randbytes(dice.randint(1, 6))) + rest
            case 2:
                path = path.rstrip("/")
            case 3:
                path = path.replace("/", dice.choice(["//", "/./", "/../", "%2F", "\\"]), 1)
            case 4:
                path = path.upper()
            case 5:
                path += dice.choice(["index.html", "feed/", "1/", "-1/", "9" * 25 + "/", ".php", ";a=b", "~"])
            case 6:
                path = (
                    path[:place] + dice.choice(["%", "%z", "%2", "%00", "%ff", "%ed%a0%80", "%c0%af"]) + rest
                )
            case 7:
                path = path[:place] + chr(dice.randint(0x21, 0xFF)) + rest
            case 8:
                path = path[:place] + "x" * dice.choice([100, 600, 5000]) + rest
            case 9:
                path = "".join(
                    str(dice.choice([0, 7, 2**31, 2**63, 10**40])) if part.isdecimal() else part
                    for part in path.partition("1")
                )
    return path if path.startswith("/") else f"/{path}"


def odd_query(dice):
    """Return a query."""
    if dice.random() < 0.2:
        return quote_from_bytes(dice.randbytes(dice.randint(0, 60)), safe="%&=+;")
    pairs = [(dice.choice(NAMES), odd_text(dice)) for _ in range(dice.choice([1, 1, 2, 3, 300]))]
    return urlencode(pairs)


def odd_headers(dice):
    """Return some headers."""
    found = {
        name: dice.choice(OTHER_HEADERS[name])
        for name in dice.sample(list(OTHER_HEADERS), dice.randint(0, 4))
    }
    if dice.random() < 0.5:
        found["X-Forwarded-For"] = dice.choice(ADDRESSES)
    if dice.random() < 0.3:
        found["Origin"] = dice.choice(["null", "http://[", "http://127.0.0.1", "odd", "", "http://a:b"])
    if dice.random() < 0.05:
        found["Host"] = dice.choice(HOSTS)
    return found


def odd_cookies(dice, good):
    """Return the header with the cookies `good`, a dict, or with what looks like some."""
    names = ["sessionid", "csrftoken", "messages", "passed_page_view_restrictions", "theme", "odd"]
    cookies = dict(good)
    for name in dice.sample(names, dice.randint(0, 3)):
        if not good or dice.random() < 0.3:
            cookies[name] = quote(odd_text(dice)[:200], safe=dice.choice(["", '"=;, ']))
    return dice.choice(["; ", ";", ", "] if not good else ["; "]).join(f"{a}={b}" for a, b in cookies.items())


def odd_body(dice):
    """Return the headers and the body of something that is sent."""
    kind = dice.choice(KINDS)
    match dice.randint(0, 4):
        case 0:
            body = urlencode(
                [(dice.choice(NAMES), odd_text(dice)) for _ in range(dice.randint(0, 8))]
            ).encode()
        case 1:
            body = dice.randbytes(dice.choice([1, 30, 3000]))
        case 2:
            name, value = dice.choice(NAMES), odd_text(dice)
            about = dice.choice([f'name="{name}"', f'name="{name}"; filename="{value[:40]}"', "name=", ""])
            part = f"--odd\r\nContent-Disposition: form-data; {about}\r\n\r\n{value}\r\n"
            body = (part * dice.randint(1, 3) + dice.choice(["--odd--\r\n", "--odd", ""])).encode(
                "utf-8", "replace"
            )
        case 3:
            body = dice.choice([b"{}", b"[1,", b'{"a":' * 2000, b"null", b'"\xff"'])
        case _:
            body = b"&".join([b"a=1"] * dice.choice([1, 500, 11_000]))
    return {"Content-Type": kind}, body


def spoil(dice, fields):
    """Return `fields` with some of them changed, missing or doubled."""
    found = list(fields.items())
    for _ in range(dice.randint(0, 3)):
        place = dice.randrange(len(found))
        name, value = found[place]
        found[place] = (name, dice.choice([odd_text(dice), value[:-3], value * 2, value + "\0"]))
    return found if dice.random() < 0.8 else found[1:]
