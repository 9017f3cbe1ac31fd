"""What the browser tests visit on the full site: each type of page, the widths, the themes."""

MISSING = "/no-such-page/"
GONE = "/gone/"
WITH_PASSWORD = "/for-patients/"
CONTACT = "/contact/"
THANKS = "/contact/thank-you/"
SEARCH = "/search/?q=migraines"
NOTHING_FOUND = "/search/?q=zzyzx"
PAGES = (
    "/",
    "/conditions/",
    "/conditions/migraine/",
    "/conditions/everything/",
    "/treatments/",
    "/treatments/ketamine/",
    "/about/",
    CONTACT,
    THANKS,
    SEARCH,
    NOTHING_FOUND,
    MISSING,
    GONE,
    WITH_PASSWORD,
)
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
DAYLIGHT = "light"
LOW_GLARE = "dark"
