"""The search page."""

from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page

from home.search.matches import any_match, best_matches, matches
from home.search.models import UnansweredSearch
from home.search.query import are_known, question, suggestion
from home.search.vocabulary import vocabulary
from home.search.words import asked_for, excerpt, families
from home.visibility import open_to_visitors

PAGE_LENGTH = 10
LAST_PAGE = 100
MOST_PARTLY = 5


@require_safe
@cache_control(private=True, no_store=True)
def search(request):
    """Show the pages that answer the question `q`, `page` by page, each with the place where it does."""
    text = request.GET.get("q", "").replace("\N{NULL}", "").strip()[:200]
    words = asked_for(text)
    context = {"text": text, "words": words}
    if words:
        context |= answers(text, words, page_number(request))
    return render(request, "home/search.html", context)


def page_number(request):
    """Return the page of results that was asked for; the first for whatever is no number."""
    number = request.GET.get("page", "")
    if not (number.isascii() and number.isdecimal()):
        return 1
    return min(max(int(number[:4]), 1), LAST_PAGE)


def answers(text, words, number):
    """Return the template's context: the results on page `number` for `words`, or what else might help.

    `text` is what was typed.
    """
    asked = question(words)
    start = (number - 1) * PAGE_LENGTH
    count, keys = matches(asked.for_index(), start, start + PAGE_LENGTH)
    promoted = promotions(words) if number == 1 else []
    more = count > start + PAGE_LENGTH and number < LAST_PAGE
    context = {
        "promoted": promoted,
        "results": results(keys, asked.families),
        "count": count,
        "number": number,
        "first": start + 1,
        "next": number + 1 if more else None,
        "previous": number - 1 if number > 1 else None,
    }
    if not keys and not promoted and number == 1:
        UnansweredSearch.remember(text, words)
        context |= what_else(words, asked)
    return context


def what_else(words, asked):
    """Return the template's context where no page has all `words`: a better spelling, or pages with some.

    `asked` is the Question of the words.
    """
    if better := suggestion(words):
        asked = question(better)
        if are_known(better) and any_match(asked.for_index()):
            return {"suggestion": " ".join(better)}
    if len(words) == 1:
        return {}
    return {"partly": results(best_matches(asked.for_any(), MOST_PARTLY), asked.families)}


def results(keys, marked):
    """Return (page, its excerpt) pairs for the pages with `keys`, in that order.

    `marked` are the families of the words to mark.
    """
    pages = Page.objects.select_related("search_text").in_bulk(keys) if keys else {}
    return [(pages[key], excerpt(text_of(pages[key]), marked)) for key in keys]


def text_of(page):
    """Return the words of `page`, or "" for one that was not published in the usual way."""
    return page.search_text.text if hasattr(page, "search_text") else ""


def promotions(words):
    """Return the promotions that editors have made for `words`, in whatever form, and that lead somewhere."""
    keys = vocabulary().promoted.get(families(words))
    if not keys:
        return []
    open_pages = open_to_visitors(Page.objects)
    chosen = SearchPromotion.objects.filter(pk__in=keys)
    return chosen.filter(Q(page__in=open_pages) | Q(page=None)).select_related("page")
