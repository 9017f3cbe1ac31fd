"""The site's own search, from what a visitor types to what they get.

What it holds must hold on both databases.
"""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from home.models import HomePage, PageText, SearchWord, StandardPage, SynonymGroup, UnansweredSearch
from home.search.words import family
from tests import builders
from tests.clinical_review.acting import signed_in
from tests.forms import send
from tests.html import holes, read, words
from treatments.models import ConditionPage, RegulatoryStatus

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


def ask(client, text, **more):
    """Return the search page for `text`, parsed."""
    response = client.get("/search/", {"q": text, **more})
    assert response.status_code == 200
    return read(response)


def found(client, text, **more):
    """Return the titles of the results for `text`, in order."""
    return [words(heading) for heading in ask(client, text, **more).select(".search-results h2")]


def with_text(title, text, **fields):
    """Return a published page of that title whose only section holds `text`."""
    body = builders.body(StandardPage, ("What to know", [("text", f"<p>{text}</p>")]))
    return builders.make_standard_page(title, summary="A page.", body=body, **fields)


def test_words_of_pages_are_found(client):
    """In the title, the summary, the sections, and what is said of a treatment for a condition."""
    assert "Migraine Treatment" in found(client, "migraine")
    assert found(client, "pneumonia")[0] in {"Migraine Treatment", "Ketamine for Migraine treatment"}
    assert "Migraine Treatment" in found(client, "receptors")


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("migraines", "migraine"),
        ("migraine", "migraines"),
        ("treat", "treatment"),
        ("treatments", "treat"),
        ("treated", "treatment"),
        ("MIGRAINE", "migraine"),
        ("doctor's", "doctor's"),
    ],
)
def test_word_endings(client, asked, written):
    """Nobody knows which form of a word an editor has chosen."""
    with_text("The one", f"Something on the {written} itself.")
    assert "The one" in found(client, asked)


def test_all_words_must_be_there(client):
    """“Headache pain” is about both, and so is any other pair."""
    assert "Migraine Treatment" in found(client, "headache pain")
    with_text("Both", "Itching that comes with a kangaroo.")
    with_text("One", "Itching in the neck.")
    assert found(client, "kangaroo itching") == found(client, "kangaroos itched") == ["Both"]
    assert found(client, "what is the kangaroo itching?") == ["Both"]


def test_title_comes_first(client):
    """A page that is about it stands before pages that mention it."""
    with_text("Mentions it", "Cefaly " * 3)
    with_text("Cefaly", "A device.")
    with_text("Mentions it too", "Cefaly " * 2)
    assert found(client, "cefaly")[0] == "Cefaly"


def test_place_of_the_match_is_shown(client):
    """A visitor sees why a page is among the results; the words are marked, and nothing in them runs."""
    with_text(
        "Long",
        "Filler words come first. " * 40
        + "At last the &lt;b&gt; amygdala&lt;/b&gt; is named. "
        + "End. " * 40,
    )
    [result] = ask(client, "amygdala").select(".search-results li")
    assert [words(mark) for mark in result.select("mark")] == ["amygdala"]
    assert "At last the <b> amygdala</b> is named." in " ".join(result.p.get_text().split())
    assert not result.select("b")
    assert len(words(result.p)) < 260


def test_only_what_visitors_can_open(client):
    """No draft, no private page, no change that is not published yet."""
    draft, private, live = (
        with_text(name, "The unusual zebrafish.") for name in ("Draft", "Private", "Live")
    )
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    builders.make_page(StandardPage, private, "Below the zebrafish")
    live.summary = "A quokka, in a draft."
    live.save_revision()
    assert found(client, "zebrafish") == ["Live"]
    assert found(client, "quokka") == []


def test_suggestion_never_tells_of_closed_pages(client):
    """A word that stands only on a private page is not offered as what a visitor may have meant."""
    page = with_text("Private", "The unusual zebrafish.")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert not ask(client, "zebrafihs").select(".search-suggestion")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ketemine", "ketamine"),
        ("migrane", "migraine"),
        ("hedache pain", "headache pain"),
        ("hedache qwertz", ""),
    ],
)
def test_typing_mistake(client, typed, meant):
    """What was probably meant is a click away, if there is something."""
    links = ask(client, typed).select(".search-suggestion a")
    assert [words(link) for link in links] == ([meant] if meant else [])
    if meant:
        assert read(client.get(links[0]["href"])).select(".search-results li")


def test_synonyms(client, editor):
    """The clinic says which words mean the same; phrases count too, in either direction."""
    with_text("Cephalalgia", "The word that doctors use.")
    assert found(client, "skull ache") == []
    add = reverse(SynonymGroup.snippet_viewset.get_url_name("add"))
    send(editor, add, {"words": "cephalalgia, skull ache"})
    assert found(client, "skull ache") == found(client, "skulls aching") == ["Cephalalgia"]
    with_text("In plain words", "A skull ache that comes back.")
    assert found(client, "cephalalgia")[0] == "Cephalalgia"
    assert set(found(client, "cephalalgia")) == {"Cephalalgia", "In plain words"}
    marks = ask(client, "cephalalgia").select("mark")
    assert {"skull", "ache"} <= {words(mark) for mark in marks}
    send(editor, add, {"words": "dyspnea, shortness of breath"})
    with_text("Dyspnea", "A page of its own.")
    assert found(client, "shortness of breath") == found(client, "the shortness of my breath") == ["Dyspnea"]
    refused = send(editor, add, {"words": "alone,"})
    assert "Write at least two" in words(read(refused).main)


def test_words_that_cannot_be_read(django_capture_on_commit_callbacks, caplog):
    """The change is stored by then, so that no error page says the opposite; the log has the error."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE home_searchword RENAME TO taken_away")
    with django_capture_on_commit_callbacks(execute=True):
        SynonymGroup.objects.create(words="migraine, headache")
    assert "home_searchword" in caplog.text


def test_many_synonyms(client):
    """However many groups a clinic writes, the page opens."""
    for number in range(60):
        SynonymGroup.objects.create(words=f"migraine, other{number} thing, word{number}")
    assert found(client, "migraine")


def test_typing_mistake_that_was_once_published(client):
    """An editor's own mistake, mended since, must not hide what a visitor meant."""
    page = with_text("Page", "On ketemine.")
    page.body = builders.body(StandardPage, ("What to know", [("text", "<p>On something.</p>")]))
    builders.publish(page)
    assert [words(link) for link in ask(client, "ketemine").select(".search-suggestion a")] == ["ketamine"]


def test_promoted_result(client, migraine):
    """What editors put first stands first, unless it is closed."""
    SearchPromotion.objects.create(
        query=Query.get("Cost"), page=migraine.page_ptr, description="Prices are told on the phone."
    )
    shown = ask(client, "What is the cost?")
    assert [words(heading) for heading in shown.select(".search-results--promoted h2")] == [
        "Migraine Treatment"
    ]
    assert "Prices are told on the phone." in words(shown.main)
    assert not UnansweredSearch.objects.exists()
    assert ask(client, "costs").select(".search-results--promoted")
    assert not ask(client, "cost of parking").select(".search-results--promoted")
    migraine.unpublish()
    assert not ask(client, "cost").select(".search-results--promoted")


def test_beginning_of_a_word(client):
    """Who is not sure how it is written types the first letters."""
    assert "Ketamine" in found(client, "ket")
    with_text("Ket", "On a river.")
    assert found(client, "ket") == ["Ket"]
    assert found(client, "ke") == []


def test_some_of_the_words(client):
    """Nothing has them all: what has some is offered, and said to be no more than that."""
    shown = ask(client, "migraine zzyzx")
    assert words(shown.select_one("[role=status]")) == "Nothing found for “migraine zzyzx”."
    assert "No page has all of these words." in words(shown.main)
    assert "Migraine Treatment" in [words(heading) for heading in shown.select(".search-results h2")]
    assert UnansweredSearch.objects.get().words == "migraine zzyzx"
    assert "No page has all" not in words(ask(client, "zzyzx").main)
    mistyped = ask(client, "migrane zzyzx")
    assert "Migraine Treatment" in [words(heading) for heading in mistyped.select(".search-results h2")]
    assert not mistyped.select(".search-suggestion")


def test_parts(client):
    """Ten results at a time, with links that work without a script."""
    for number in range(23):
        with_text(f"Zebra {number:02}", "Stripes.")
    first = ask(client, "zebra")
    assert words(first.select_one("[role=status]")) == "23 pages for “zebra”"
    seen, shown = [], first
    while True:
        seen += [words(heading) for heading in shown.select(".search-results h2")]
        following = shown.select("a[rel=next]")
        if not following:
            break
        shown = read(client.get(following[0]["href"]))
    assert sorted(seen) == [f"Zebra {number:02}" for number in range(23)]
    beyond = ask(client, "zebra", page=9)
    assert words(beyond.select_one("[role=status]")) == "No more pages for “zebra”."
    assert [link["href"] for link in shown.select("a[rel=prev]")] == ["/search/?q=zebra&page=2"]
    assert shown.select_one("ol.search-results")["start"] == "21"
    for odd in ("0", "-1", "x", "9999999999999", "٣"):
        assert ask(client, "zebra", page=odd).h1


def test_nothing_found(client):
    """The empty answer helps on, and editors get to know of it; who asked is not kept."""
    for _ in range(2):
        shown = ask(client, "Botulinum toxin")
    assert words(shown.select_one("[role=status]")) == "Nothing found for “Botulinum toxin”."
    assert {"/", "/conditions/"} <= {link["href"] for link in shown.main.select("a")}
    assert list(UnansweredSearch.objects.values_list("words", "times")) == [("botulinum toxin", 2)]
    assert {field.name for field in UnansweredSearch._meta.fields} == {
        "id",
        "words",
        "times",
        "first_asked",
        "last_asked",
    }


def test_what_may_name_somebody_is_not_kept(client):
    """People type their own address into whatever field there is."""
    for text in ("jane.doe@example.org", "call 5550100199", "x" * 30 + " " + "y" * 30 + " " + "z" * 30):
        ask(client, text)
    assert not UnansweredSearch.objects.exists()


def test_flood_of_nonsense_does_not_fill_the_list(client, monkeypatch):
    """A full list takes in nothing new, and still counts what is in it; what nobody asks any more goes."""
    monkeypatch.setattr(UnansweredSearch, "MOST", 5)
    ask(client, "botulinum")
    for letter in "abcdefghij":
        ask(client, f"nonsense{letter}q")
    ask(client, "botulinum")
    kept = dict(UnansweredSearch.objects.values_list("words", "times"))
    assert len(kept) == 5 and kept["botulinum"] == 2
    old = UnansweredSearch.objects.exclude(words="botulinum")
    old.update(last_asked=timezone.localdate() - timedelta(days=91))
    UnansweredSearch.forget_old()
    assert list(UnansweredSearch.objects.values_list("words", flat=True)) == ["botulinum"]


def test_report_of_what_nobody_found(client):
    """Editors see it, with an export; people without the right do not."""
    UnansweredSearch.remember("botulinum", ["botulinum"])
    UnansweredSearch.remember("botulinum", ["botulinum"])
    UnansweredSearch.remember("prices", ["prices"])
    report = reverse("unanswered_searches")
    writer = signed_in(builders.make_user("ed", "Editors"))
    rows = [words(row) for row in read(writer.get(report)).select("tbody tr")]
    assert [row.split()[:2] for row in rows] == [["botulinum", "2"], ["prices", "1"]]
    assert report in writer.get("/admin/").content.decode()
    assert b"".join(writer.get(report, {"export": "csv"}).streaming_content).startswith(b"Looked for,Times")
    assert client.get(report).status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "x" * 500,
        "a " * 250,
        '"',
        "'",
        "migraine'; DROP TABLE home_homepage; --",
        '" OR title:*',
        "NEAR(migraine ketamine)",
        "migraine AND NOT",
        "{title body} : (x)",
        "%s %d %%",
        "\x00\x01",
        "migraine\x00",
        "\u202emigraine",
        "🧠",
        "ﬁ ß İ",
        "<script>alert(1)</script>",
        "* ^ - + ( )",
    ],
)
def test_hostile_question(client, text):
    """Whatever is typed, the page opens, and what was typed stands in it as text."""
    response = client.get("/search/", {"q": text})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert HomePage.objects.exists()


def test_page_itself(client, every_page):
    """A form that works without a script, kept out of search engines, with no cookie."""
    response = client.get("/search/")
    soup = read(response)
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not response.cookies and "no-store" in response["Cache-Control"]
    form = soup.main.select_one("form[role=search]")
    assert form.select_one("label")["for"] == form.input["id"]
    assert (form.get("method", "get"), form["action"], form.input["name"]) == ("get", "/search/", "q")
    assert holes(soup) == []
    assert client.post("/search/", {"q": "migraine"}).status_code == 405
    assert "/search/" in {link["href"] for link in read(client.get("/")).select("header nav a")}
    assert read(client.get("/no-such-page/")).select("form[role=search]")
    assert ask(client, 'say "yes"').select_one("input[name=q]")["value"] == 'say "yes"'


def test_what_is_published_is_what_is_found(client, ketamine, editor):
    """Words that are changed, unpublished or written on a condition reach the search at once."""
    page = with_text("Page", "An axolotl.")
    page.body = builders.body(StandardPage, ("New", [("text", "<p>A capybara.</p>")]))
    builders.publish(page)
    assert (found(client, "axolotl"), found(client, "capybara")) == ([], ["Page"])
    condition = builders.make_condition("Cluster headache")
    builders.link_treatment(condition, ketamine, RegulatoryStatus.OFF_LABEL, "What the ocelot does")
    assert found(client, "ocelot") == ["Cluster headache"]
    assert "ocelot" in words(ask(client, "ocelot").select_one(".search-results"))
    page = ConditionPage.objects.get(slug="cluster-headache")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert found(client, "ocelot") == []


@pytest.fixture
def many_pages(db):
    """Ten thousand pages that all speak of migraine, and one that a visitor is looking for."""
    home = HomePage.objects.get()
    kind = ContentType.objects.get_for_model(StandardPage)
    pages = [
        Page(
            title=f"Migraine {number}",
            draft_title=f"Migraine {number}",
            slug=f"many-{number}",
            path=home.path + Page._int2str(50 + number).rjust(Page.steplen, "0"),
            depth=home.depth + 1,
            url_path=f"{home.url_path}many-{number}/",
            content_type=kind,
            locale_id=home.locale_id,
        )
        for number in range(10_000)
    ]
    Page.objects.bulk_create(pages, batch_size=500)
    made = list(Page.objects.filter(slug__startswith="many-"))
    PageText.objects.bulk_create(
        [PageText(page=page, text=f"On migraine and ketamine, part {page.pk}.") for page in made],
        batch_size=500,
    )
    index = get_search_backend().get_index_for_model(Page)
    for start in range(0, len(made), 500):
        index.add_items(Page, made[start : start + 500])
    SearchWord.objects.bulk_create(
        [SearchWord(word=f"word{n}x", family=family(f"word{n}x")) for n in range(20_000)], batch_size=500
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the server does so by itself some time after such a change


@pytest.mark.usefixtures("between_transactions")
def test_few_questions_to_the_database(client, clinic, many_pages):
    """With ten thousand pages, a complete clinic, synonyms, and whether something is found or not."""
    builders.complete(clinic, builders.make_standard_page())
    SynonymGroup.objects.create(words="migraine, headache, head pain")
    SearchPromotion.objects.create(query=Query.get("migraine"), page=clinic.site.root_page)
    for text in (
        "migraines",
        "migraine zzyzx",
        "migrane zzyzx",
        "headache pain",
        "ketamine",
        "ketemine",
        "nothing of the kind",
        "x" * 500,
        '" OR *',
    ):
        client.get("/search/", {"q": text})
        with CaptureQueriesContext(connection) as context:
            shown = ask(client, text)
        assert len(context) <= MOST_QUERIES, (text, [query["sql"][:100] for query in context])
        if text == "migraines":
            assert len(shown.select("ol.search-results li")) == 10
            assert int(words(shown.select_one("[role=status]")).split()[0]) > 10_000


def test_words_are_read_for_no_visitor(client, editor, migraine, django_capture_on_commit_callbacks):
    """Who publishes a page or writes synonyms waits until the search knows the words; visitors don't."""
    ask(client, "migraine")
    with CaptureQueriesContext(connection) as before:
        ask(client, "migraine")
    with django_capture_on_commit_callbacks(execute=True):
        builders.publish(migraine)
    with CaptureQueriesContext(connection) as after:
        ask(client, "migraine")
    assert len(after) == len(before)
