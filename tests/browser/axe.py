"""The accessibility rules that a machine can check (WCAG 2.2 AA), with axe."""

from axe_playwright_python.sync_playwright import Axe

AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},  # axe leaves it out by default
}


def assert_no_axe_violation(page):
    """Fail with axe's report if the open `page` breaks a rule."""
    results = Axe().run(page, options=AXE_OPTIONS)
    assert "color-contrast" in {rule["id"] for rule in results.response["passes"]}
    assert not results.violations_count, results.generate_report()
