from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The site as a whole: what every page shares."""

    name = "home"

    def ready(self):
        """Follow what happens to pages."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.admin.views.account import AvatarSettingsPanel
        from wagtail.contrib.search_promotions.models import SearchPromotion
        from wagtail.signals import page_published, page_slug_changed, post_page_move

        from home import renditions
        from home.leaving import welcome_back
        from home.models import SynonymGroup
        from home.moved import page_moved, page_renamed
        from home.search import indexing
        from home.search.vocabulary import forget_vocabulary
        from home.uploads import ProfilePictureForm

        page_published.connect(welcome_back, dispatch_uid="welcome_back")
        page_slug_changed.connect(page_renamed, dispatch_uid="old addresses")
        post_page_move.connect(page_moved, dispatch_uid="old addresses")
        page_published.connect(indexing.page_published, dispatch_uid="words_of_pages")
        renditions.listen()
        for signal in (post_save, post_delete):
            for sender in (SynonymGroup, SearchPromotion):
                signal.connect(forget_vocabulary, sender=sender, dispatch_uid=f"words of {sender.__name__}")
        AvatarSettingsPanel.form_class = ProfilePictureForm  # Wagtail has no setting for it
