from django.urls import path

from organizations.views import desk, mails, people, registration

app_name = "organizations"
urlpatterns = [
    path("panel/", registration.panel, name="panel"),
    path("panel/rejestracja/", registration.register, name="register"),
    path("panel/rejestracja/<slug:legal_form>/", registration.register_form, name="register_form"),
    path("panel/prosba-o-dostep/", registration.ask_access, name="ask_access"),
    path("zaproszenie/<str:token>/", registration.invitation, name="invitation"),
    path("panel/<str:key>/", desk.desk, name="desk"),
    path("panel/<str:key>/dane/", desk.details, name="details"),
    path("panel/<str:key>/dane/zmien/", desk.edit_details, name="edit_details"),
    path("panel/<str:key>/dane/publikacja/", desk.edit_public, name="edit_public"),
    path(
        "panel/<str:key>/dane/reprezentacja/nowa/",
        desk.add_representative,
        name="add_representative",
    ),
    path(
        "panel/<str:key>/dane/reprezentacja/<int:pk>/",
        desk.edit_representative,
        name="edit_representative",
    ),
    path(
        "panel/<str:key>/dane/reprezentacja/<int:pk>/usun/",
        desk.remove_representative,
        name="remove_representative",
    ),
    path("panel/<str:key>/wiadomosci/", mails.mails, name="mails"),
    path("panel/<str:key>/uzytkownicy/", people.people, name="people"),
    path("panel/<str:key>/uzytkownicy/odejdz/", people.leave, name="leave"),
    path(
        "panel/<str:key>/uzytkownicy/zaproszenia/<int:pk>/odwolaj/",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path(
        "panel/<str:key>/uzytkownicy/prosby/<int:pk>/przyjmij/",
        people.grant_access,
        name="grant_access",
    ),
    path(
        "panel/<str:key>/uzytkownicy/prosby/<int:pk>/odrzuc/",
        people.decline_access,
        name="decline_access",
    ),
    path("panel/<str:key>/uzytkownicy/<int:pk>/rola/", people.change_role, name="change_role"),
    path("panel/<str:key>/uzytkownicy/<int:pk>/usun/", people.remove_member, name="remove_member"),
]
