"""The sizes and formats of pictures, by the place that shows them.

Pages ask for these, and home/renditions.py makes them before anybody does: no other module names a size.
"""

from wagtail.images.models import Filter

FIGURE = Filter.expand_spec("format-{avif,webp,jpeg}|width-{400,800,1200}")
CARD = Filter.expand_spec("format-{avif,webp,jpeg}|fill-{480x320,960x640}")
LOGO = Filter.expand_spec("format-{avif,webp,png}|max-400x96")
# For who reads one format alone, such as search engines.
PLAIN_LOGO = LOGO[-1]
# The size of a shared page that no reader cuts.
SHARED = "fill-1200x630|format-jpeg"

# The sides of an icon in pixels, as MDN's "Define your app icons" and Apple's guidelines have them.
TAB, IOS, ANDROID, SPLASH = 32, 180, 192, 512
# iOS shows black where a picture is clear; this is the daylight surface.
SURFACE = "f9f7f1"
ICONS = {side: f"square-{side}|format-png" for side in (TAB, ANDROID, SPLASH)}
ICONS[IOS] = f"square-{IOS}|bgcolor-{SURFACE}|format-png"

# What templates call the places that show a picture in several formats.
PLACES = {"figure": FIGURE, "card": CARD, "logo": LOGO}
