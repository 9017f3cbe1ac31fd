"""How people sign in: one door for all, and a second factor for whoever may enter the admin.

django-allauth does the work. adapter.py says what this site wants of it, urls.py which of its views there
are; door.py leads Wagtail's own ways there, second_factor.py stands before the admin;
access_log.py tells who signed in.
"""
