"""What the search remembers: the words of pages, words that mean the same, and what nobody found."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from home.search.words import LONGEST_WORD, split


class PageText(models.Model):
    """The words of a page as they were published, to show where in it a match stands."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="search_text")
    text = models.TextField()

    class Meta:
        default_permissions = ()


class SearchWord(models.Model):
    """A word that some page has had: another form of one that is asked for, or what a typo may have meant."""

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    family = models.CharField(max_length=LONGEST_WORD, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.word


class SynonymGroup(models.Model):
    """Words that mean the same to visitors: who looks for one finds the others too."""

    words = models.CharField(
        max_length=250,
        unique=True,
        help_text="Words or short phrases, with commas between them. For example: migraine, head pain",
    )

    panels = [FieldPanel("words")]

    class Meta:
        ordering = ["words"]
        verbose_name = "group of synonyms"
        verbose_name_plural = "synonyms"

    def __str__(self):
        return self.words

    def clean(self):
        """Require two words or more. Raises ValidationError at the field."""
        super().clean()
        if len(self.phrases) < 2:
            raise ValidationError(
                {"words": "Write at least two, with a comma between them. For example: migraine, headache"}
            )

    @property
    def phrases(self):
        """The words and phrases, each as a tuple of all its words in lower case."""
        return [tuple(words) for words in map(split, self.words.split(",")) if words]


class UnansweredSearch(models.Model):
    """Something that visitors looked for and did not find. Nothing says who they were."""

    MOST = 1000
    KEPT = timedelta(days=90)

    words = models.CharField(max_length=80, unique=True)
    times = models.PositiveIntegerField(default=1)
    first_asked = models.DateField(default=timezone.localdate)
    last_asked = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-times", "-last_asked", "words"]
        verbose_name_plural = "unanswered searches"
        default_permissions = ("view",)

    def __str__(self):
        return self.words

    @classmethod
    def remember(cls, text, words):
        """Count that nothing was found for `words`, a list, of `text`, what was typed.

        Left out is what may name somebody, an address or a number, and what is too long to be a subject. A
        list that is full takes in nothing new, so that a flood of nonsense can't fill the disk.
        """
        if "@" in text or any(char.isdigit() for char in text):
            return
        text = " ".join(words)
        if len(text) > cls._meta.get_field("words").max_length:
            return
        table, today = cls._meta.db_table, timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (words, times, first_asked, last_asked) "  # noqa: S608 - our own name
                f"SELECT %s, 1, %s, %s WHERE (SELECT count(*) FROM {table}) < %s "
                f"OR EXISTS (SELECT 1 FROM {table} WHERE words = %s) "
                f"ON CONFLICT (words) DO UPDATE SET times = {table}.times + 1, last_asked = %s",
                [text, today, today, cls.MOST, text, today],
            )

    @classmethod
    def forget_old(cls):
        """Delete what nobody has looked for in vain since KEPT: it was rare, or is answered now."""
        cls.objects.filter(last_asked__lt=timezone.localdate() - cls.KEPT).delete()
