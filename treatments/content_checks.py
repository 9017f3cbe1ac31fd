"""What the content checks look for on condition and treatment pages: statements without a source."""

from dataclasses import dataclass

from home.content_checks import ElementRule, Finding, Rule


@dataclass(frozen=True)
class SourceRule(Rule):
    """A rule on the list of sources of a ClinicalPage."""

    def findings(self, page, parts):
        """Yield a Finding if the list is empty. What is not there is pointed at where the title is."""
        if not page.sources:
            yield Finding(self, place="", path="", selector="h1")


def figures_without_source(root):
    """Yield the key figures that name no source."""
    return root.select(".key-figures__item:not(:has(.key-figures__source))")


FIGURE_WITHOUT_SOURCE = ElementRule(
    id="figure-without-source",
    name="A key figure has no source",
    advice="Choose the publication that the number comes from, or leave the number out.",
    elements=figures_without_source,
)
PAGE_WITHOUT_SOURCE = SourceRule(
    id="page-without-source",
    name="The page names no source",
    advice="Add the publications behind it in the tab “Sources”.",
)
