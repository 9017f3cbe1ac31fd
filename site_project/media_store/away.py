"""What is answered when a picture or a document is asked for, or uploaded, and the store is away."""

import logging

from site_project.error_page import serve_error_page
from site_project.media_store import StoreError

logger = logging.getLogger(__name__)


class StoreAwayMiddleware:
    """Answers with the page for errors, as something that passes. The log has one line on it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer `request`."""
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer for a view that has raised `exception`, if that is the store's."""
        if not isinstance(exception, StoreError):
            return None
        logger.error("%s", exception)
        response = serve_error_page(request)
        response.status_code = 503
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = "30"
        return response
