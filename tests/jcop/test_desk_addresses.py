"""The addresses of the desk, each named: what Django or a library adds fails until somebody has looked."""

from django.apps import apps
from django.contrib import admin

# Of the site itself; those of its tables stand in tests/test_access.py.
OF_THE_SITE = {
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "app_list",
    None,  # whatever else begins with /admin/: not found
}
# Rows with a page or a file of their own, which judges by itself who may see it.
WITH_ADDRESS = {
    "Agreement",
    "Announcement",
    "AnnouncementPicture",
    "Attachment",
    "Bookable",
    "Booking",
    "CaseLetter",
    "CityArms",
    "ChangeDraft",
    "Document",
    "DocumentVersion",
    "Event",
    "MapPicture",
    "Organization",
    "PageText",
    "Promotion",
    "Series",
    "ServiceRequest",
    "SignedScan",
}


def test_every_address_of_the_site_is_named():
    routes = [route for route in admin.site.get_urls() if not hasattr(route, "url_patterns")]

    assert {route.name for route in routes} == OF_THE_SITE


def test_no_other_row_has_an_address_least_of_all_a_secret_one():
    with_address = {model.__name__ for model in apps.get_models() if hasattr(model, "get_absolute_url")}

    assert with_address == WITH_ADDRESS
