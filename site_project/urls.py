"""Routes of the whole site; Wagtail's pages take whatever is left."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from home.crawlers import serve_robots, serve_sitemap
from home.enquiries.views import send_enquiry
from home.manifest import serve_icon, serve_manifest
from home.private_pages import ask_for_password, ask_for_password_of_documents
from home.routing import serve_page
from home.search.views import search
from site_project.accounts import door
from site_project.accounts import urls as account_urls
from site_project.content_security_policy import csp_override
from site_project.error_page import serve_error_page
from site_project.media import serve_avatar, serve_rendition
from site_project.security import ADMIN_POLICY

decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp_override(ADMIN_POLICY))

handler500 = serve_error_page

urlpatterns = [
    *door.urlpatterns,
    path("account/", include(account_urls)),
    path("admin/", include(wagtailadmin_urls)),
    # In the place of Wagtail's, with its name.
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        ask_for_password_of_documents,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("documents/", include(wagtaildocs_urls)),
    path("media/images/<str:name>", serve_rendition),
    path("media/avatar_images/<str:name>", serve_avatar),
    path("robots.txt", serve_robots),
    path("sitemap.xml", serve_sitemap),
    path("search/", search, name="search"),
    path("enquiries/<int:page_id>/", send_enquiry, name="send_enquiry"),
    path("site.webmanifest", serve_manifest, name="manifest"),
    path("icon-<int:size>.png", serve_icon, name="icon"),
    *wagtail_urls.urlpatterns[1:-1],
    # In the place of Wagtail's first and last one, with their names.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        ask_for_password,
        name="wagtailcore_authenticate_with_password",
    ),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
]
