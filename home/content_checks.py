"""Advice on the words of a page: what to look at again before it is published. It never stops anybody.

The rules read the page's own parts as readers get them. The same findings stand in the page's editor
(home/advice.py) and are marked in its preview by Wagtail's checker (home/content_checker.py).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.html import format_html

VAGUE_WORDS = {
    *("click", "click here", "go", "here", "link", "this", "this link", "this page", "this site"),
    *("more", "more here", "find out more", "learn more", "read more", "read this", "see here", "see more"),
}
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
# Between the words of a phrase any hyphen or dash is as good as a space: “FDA-approved” is “FDA approved”.
BETWEEN_WORDS = r"[\s\-\u2010-\u2015]+"
APOSTROPHES = r"['\u2018\u2019\u02BC]"
INLINE = {"a", "b", "cite", "code", "em", "i", "span", "strong", "sub", "sup"}
QUOTED_LENGTH = 90


@dataclass(frozen=True)
class Part:
    """A piece of a page that its editor wrote.

    `place` names it for editors; `path` leads to it in the editor, as Wagtail's content paths do; `selector`
    finds it in the page; `html` is one element, what readers get of it.
    """

    place: str
    path: str
    selector: str
    html: str

    @cached_property
    def root(self):
        """The part's element, parsed."""
        return BeautifulSoup(self.html, "html.parser").find()

    @classmethod
    def of_text(cls, place, path, selector, text):
        """Return the part for a field of plain `text`."""
        return cls(place, path, selector, format_html("<p>{}</p>", text))

    def selector_of(self, element):
        """Return a CSS selector that finds `element` of this part, and nothing else, in the page."""
        steps = []
        while element is not self.root:
            place = 1 + len(element.find_previous_siblings(element.name))
            steps.append(f"{element.name}:nth-of-type({place})")
            element = element.parent
        return " > ".join([self.selector, *reversed(steps)])


@dataclass(frozen=True)
class Finding:
    """One thing to look at again: where it is, and the words in question.

    `place` is "" where it is the whole page, `path` where nothing leads there, `words` where the place says
    it all. `selector` finds the element in the page.
    """

    rule: "Rule"
    place: str
    path: str
    selector: str
    words: str = ""


@dataclass(frozen=True)
class Rule:
    """What to look for. `name` says what was found and `advice` what to do, both in plain words."""

    id: str
    name: str
    advice: str

    def findings(self, page, parts):
        """Yield a Finding for each place; `page` is a SitePage and `parts` its Parts."""
        raise NotImplementedError


@dataclass(frozen=True)
class ElementRule(Rule):
    """A rule on single elements: `elements` picks those to look at again from the root of a Part."""

    elements: Callable[[Tag], Iterable[Tag]]

    def findings(self, page, parts):
        """Yield a Finding for each element."""
        for part in parts:
            for element in self.elements(part.root):
                words = self.words(element)
                yield Finding(
                    self,
                    part.place,
                    part.path,
                    part.selector_of(element),
                    words if words not in part.place else "",
                )

    def words(self, element):
        """Return the words of `element` that an editor will know it by."""
        return shorten(words_of(element))


@dataclass(frozen=True)
class PhraseRule(ElementRule):
    """A rule on a phrase of the watch list."""

    pattern: re.Pattern

    def words(self, element):
        """Return the phrase with the words around it."""
        while element.name in INLINE and element.parent.name != "[document]":
            element = element.parent
        text = words_of(element)
        found = self.pattern.search(text)
        start = max(0, found.start() - QUOTED_LENGTH // 2)
        start = text.rfind(" ", 0, start) + 1
        return ("… " if start else "") + shorten(text[start:])


def words_of(element):
    """Return the text of a parsed `element` on one line, with the alt text of its pictures."""
    texts = []
    for node in element.descendants:
        if not isinstance(node, Tag):
            texts.append(node)
        elif node.name == "img":
            texts.append(f" {node.get('alt', '')} ")
        elif node.name not in INLINE:
            texts.append(" ")
    return " ".join("".join(texts).replace(SOFT_HYPHEN, "").split())


def shorten(text):
    """Return the beginning of `text`, whole if it is short enough to quote."""
    return text if len(text) <= QUOTED_LENGTH else f"{text[:QUOTED_LENGTH].rsplit(' ', 1)[0]} …"


def empty_sections(root):
    """Yield `root` if it is a section that has nothing under its heading."""
    if "section" in root.get("class", ()):
        content = root.select_one(".flow")
        if not words_of(content) and not content.find("img"):
            yield root


def vague_links(root):
    """Yield the links whose words don't say where they lead (WCAG 2.2, 2.4.4 and 2.4.9)."""
    for link in [root, *root.find_all("a")] if root.name == "a" else root.find_all("a"):
        if re.sub(r"[^\w\s]", "", words_of(link)).strip().casefold() in VAGUE_WORDS:
            yield link


def dead_links(root):
    """Yield the links that lead nowhere: readers get the words alone (home/rich_text.py)."""
    for link in [root, *root.find_all("a")] if root.name == "a" else root.find_all("a"):
        if not link.get("href"):
            yield link


def watch(phrase):
    """Return the Rule for `phrase`, a line of the watch list. It means whole words, in any case."""
    words = phrase.replace(SOFT_HYPHEN, "").split()
    separated = [part for word in words for part in re.split(BETWEEN_WORDS, word) if part]
    escaped = BETWEEN_WORDS.join(map(re.escape, separated))
    apostrophes_alike = re.sub(APOSTROPHES, lambda _: APOSTROPHES, escaped)
    pattern = re.compile(rf"(?<!\w){apostrophes_alike}(?!\w)", re.IGNORECASE)

    def innermost(element):
        if not pattern.search(words_of(element)):
            return []
        inner = [found for child in element.find_all(True, recursive=False) for found in innermost(child)]
        return inner or [element]

    return PhraseRule(
        id=f"watched: {' '.join(separated).casefold()}",
        name=f"“{phrase}” is on the clinic's watch list",
        advice="Keep it only if the clinic can prove it. Otherwise say it in a plainer way.",
        elements=innermost,
        pattern=pattern,
    )


def watched(phrases):
    """Return a Rule for each phrase of `phrases`, a text with one on each line."""
    rules = [watch(" ".join(line.split())) for line in phrases.splitlines() if re.search(r"\w", line)]
    return list({rule.id: rule for rule in reversed(rules)}.values())[::-1]


EMPTY_SECTION = ElementRule(
    id="empty-section",
    name="A section has nothing under its heading",
    advice="Write something under the heading, or remove the section.",
    elements=empty_sections,
)
VAGUE_LINK = ElementRule(
    id="vague-link",
    name="The words of a link don't say where it leads",
    advice="Name what the reader finds there. For example: About ketamine.",
    elements=vague_links,
)
DEAD_LINK = ElementRule(
    id="dead-link",
    name="A link leads to a page that visitors can't open",
    advice="Lead it to another page, or publish that one. Until then readers see the words without a link.",
    elements=dead_links,
)


def rules_for(page, clinic):
    """Return the Rules for `page`, a SitePage, of `clinic`, its ClinicSettings."""
    return [*page.content_rules, *watched(clinic.watched_phrases)]


def check(page, rules):
    """Return the Findings of `rules` on `page`, a SitePage as it is to be read, rule by rule."""
    parts = [part for part in page.own_parts() if part.root is not None]
    return [finding for rule in rules for finding in rule.findings(page, parts)]
