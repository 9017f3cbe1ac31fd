"""What search engines are told of a page: one JSON-LD document, built from nodes of schema.org.

The vocabulary is schema.org's, as JSON-LD 1.1. Each page type gives the nodes about itself (`schema_org`);
here they are joined with those of the site. Whatever the clinic has not stated is absent.
"""

import json

from django.utils.safestring import mark_safe
from wagtail.rich_text import get_text_for_indexing

from home.picture_sizes import PLAIN_LOGO

# As base.html says of each page.
LANGUAGE = "en"
# What would end a script element or start a comment in it (HTML Standard, 4.12.1.3).
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script_content(data):
    """Return `data`, a dict, as the content of a script element: JSON that nothing in it can break out of."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped here


def page_graph(page, site, clinic, breadcrumbs, context):
    """Return the JSON-LD document of `page`, or None for a page that has no address yet.

    `site` is its wagtail Site, `clinic` the ClinicSettings, `breadcrumbs` the Ways to the pages above it, the
    front page first. `context` is the template's, with what the page's get_context() has added.
    """
    if not page.address:
        return None
    main, *parts = page.schema_org(clinic, context)
    around = [website(site, clinic), *clinic_nodes(site, clinic)]
    main = {**main, "isPartOf": reference(around[0])}
    if len(around) > 1:
        main["publisher"] = around[0]["publisher"] = reference(around[1])
    if breadcrumbs:
        parts.append(breadcrumb_list(page, breadcrumbs))
        main["breadcrumb"] = reference(parts[-1])
    return {"@context": "https://schema.org", "@graph": [*around, main, *parts]}


def reference(node):
    """Return what stands for `node`, one of the same document, in another node."""
    return {"@id": node["@id"]}


def without_blanks(node):
    """Return `node` without the properties that hold nothing."""
    return {name: value for name, value in node.items() if value}


def website(site, clinic):
    """Return the WebSite that every page is part of."""
    home = f"{site.root_url}/"
    return {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "url": home,
        "name": clinic.name or site.hostname,
        "inLanguage": LANGUAGE,
    }


def clinic_nodes(site, clinic):
    """Return the MedicalClinic in a list, or an empty one while the clinic has not stated its name.

    Opening hours are left out: editors write them for people, schema.org wants a notation of its own.
    """
    if not clinic.name:
        return []
    home = f"{site.root_url}/"
    logo = clinic.logo and clinic.logo.rendition_or_none(PLAIN_LOGO)
    node = {
        "@type": "MedicalClinic",
        "@id": f"{home}#clinic",
        "url": home,
        "name": clinic.name,
        "telephone": clinic.phone,
        "email": clinic.email,
        "address": ", ".join(line.strip() for line in clinic.address.splitlines() if line.strip()),
        "logo": logo and logo.full_url,
    }
    return [without_blanks(node)]


def breadcrumb_list(page, breadcrumbs):
    """Return the BreadcrumbList that leads to `page`, from the pages above it to the page itself."""
    names = ["Home", *(above.title for above in breadcrumbs[1:]), page.title]
    addresses = [above.address for above in (*breadcrumbs, page)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{page.address}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(zip(names, addresses, strict=True), start=1)
        ],
    }


def web_page(page, picture):
    """Return the WebPage that `page` is. `picture` is the rendition that stands for it, or None."""
    node = {
        "@type": "WebPage",
        "@id": f"{page.address}#page",
        "url": page.address,
        "name": page.title,
        "description": page.summary,
        "inLanguage": LANGUAGE,
        "datePublished": page.first_published_at and page.first_published_at.isoformat(),
        "dateModified": page.last_published_at and page.last_published_at.isoformat(),
        "image": picture and picture.full_url,
    }
    return without_blanks(node)


def question_nodes(page):
    """Return an FAQPage in a list with the questions that `page` answers, or an empty list."""
    questions = [
        {
            "@type": "Question",
            "name": item["question"],
            "acceptedAnswer": {"@type": "Answer", "text": get_text_for_indexing(item["answer"].source)},
        }
        for section in getattr(page, "body", ())
        for block in section.value["content"]
        if block.block_type == "questions"
        for item in block.value["questions"]
    ]
    if not questions:
        return []
    url = page.address
    return [
        {
            "@type": "FAQPage",
            "@id": f"{url}#questions",
            "url": url,
            "isPartOf": {"@id": f"{url}#page"},
            "mainEntity": questions,
        }
    ]
