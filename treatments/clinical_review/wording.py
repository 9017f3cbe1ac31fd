"""What an approval is bound to, put into words: nothing that counts may be invisible to a reviewer."""

import json

from treatments.clinical_review.content import TAG

NOTICES = {
    "medical": "General medical notice",
    "crisis": "Crisis line",
    "off_label": "Off-label notice",
    "footer": "Last line of the footer",
}
# How the tags of rich text are marked; others are shown by their names.
BREAKS = {"p", "/p", "ul", "/ul", "ol", "/ol", "/li", "h3", "/h3", "br"}
MARKS = {"b": "*", "/b": "*", "i": "_", "/i": "_", "sup": "^", "/sup": "^", "sub": "~", "/sub": "~"}


def wording(content):
    """Return {label: text} of all that `content`, from reviewed_content, tells, in reading order.

    Two contents that differ differ here too: tags are marked, and links are followed by where they lead.
    """
    page, words = content["page"], {}
    for name in ("title", "subtitle", "summary"):
        words[name.capitalize()] = page.get(name, "")
    for number, (_kind, section) in enumerate(page.get("body", []), 1):
        words[f"Section {number}"] = section_lines(section)
    for number, link in enumerate(page.get("shown_links", []), 1):
        words[f"Treatment for condition {number}"] = lines(link)
    for number, source in enumerate(page.get("sources", []), 1):
        words[f"Source {number}"] = lines(source)
    for name, notice in content["notices"].items():
        words[NOTICES[name]] = lines(notice)
    if documents := content.get("documents"):
        words["Linked files, by their fingerprints"] = lines(documents)
    return {label: text for label, text in words.items() if text}


def section_lines(section):
    """Return a section as lines of text: its heading, and each block below its type."""
    text = [section.get("heading", "")]
    for kind, value in section.get("content", []):
        text += [f"[{kind.replace('_', ' ')}]", lines(value)]
    return "\n".join(text)


def lines(value):
    """Return `value`, data as content.py gives it, as lines of text."""
    if isinstance(value, dict):
        return "\n".join(f"{name.replace('_', ' ')}: {lines(part)}" for name, part in value.items())
    if not isinstance(value, list):
        return str(value)
    if is_rich_text(value):
        return rich_text(value)
    return "\n".join(f"• {lines(item)}" for item in value)


def is_rich_text(nodes):
    """Whether `nodes` is what content.py makes of rich text."""
    return any(isinstance(node, dict) and TAG in node for node in nodes)


def rich_text(nodes):
    """Return rich text as lines with marks: • and # for the items of the two kinds of lists."""
    text, lists, target = "", [], ""
    for node in nodes:
        if isinstance(node, str):
            text += node
            continue
        tag = node[TAG]
        if tag in {"ul", "ol"}:
            lists.append("•" if tag == "ul" else "#")
        elif tag in {"/ul", "/ol"} and lists:
            lists.pop()
        if tag == "a":
            target = where(node)
        elif tag == "/a":
            text += f" [link to {target}]"
        elif tag == "li":
            text += "\n" + "".join(lists) + " "
        elif tag in BREAKS:
            text += "\n"
        else:
            text += MARKS.get(tag, f"[{tag}]")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def where(link):
    """Return where a link leads, in words."""
    kinds = [f"{kind} {value}" for kind, value in link.items() if kind not in {TAG, "href"}]
    return ", ".join([*kinds, *([link["href"]] if "href" in link else [])])


def names_in(value):
    """Yield the names in `value`, data as content.py gives it, in reading order."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from names_in(part)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)


def arranged(value, order):
    """Return `value` with its names in `order`, {name: place}: PostgreSQL has an order of its own."""
    if isinstance(value, list):
        return [arranged(item, order) for item in value]
    if not isinstance(value, dict):
        return value
    names = sorted(value, key=lambda name: (order.get(name, len(order)), name))
    return {name: arranged(value[name], order) for name in names}


def differences(before, after):
    """Return [(label, text before, text after)] of what differs between two contents."""
    order = {name: place for place, name in enumerate(dict.fromkeys(names_in(after)))}
    old, new = wording(arranged(before, order)), wording(arranged(after, order))
    labels = [*old, *(label for label in new if label not in old)]
    rows = [(label, old.get(label, ""), new.get(label, "")) for label in labels]
    rows = [row for row in rows if row[1] != row[2]]
    if not rows and json.loads(json.dumps(before)) != json.loads(json.dumps(after)):
        rows = [("Something that has no words", "", "Look at the whole page, by the link below.")]
    return rows
