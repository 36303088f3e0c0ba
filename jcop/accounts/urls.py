"""allauth's views under Polish addresses. Their names are allauth's own: it reverses them."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path

from jcop.accounts import codes
from jcop.accounts.adapter import delete_account, restore_address, start_again

urlpatterns = [
    path("zaloguj/", account.login, name="account_login"),
    path("zaloguj/kod/", account.request_login_code, name="account_request_login_code"),
    path("zaloguj/kod/potwierdz/", codes.ConfirmLoginCode.as_view(), name="account_confirm_login_code"),
    path("wyloguj/", account.logout, name="account_logout"),
    path("zaloz/", account.signup, name="account_signup"),
    path("zaloz/od-nowa/", start_again, name="account_start_again"),
    path("nieczynne/", account.account_inactive, name="account_inactive"),
    path("potwierdz-tozsamosc/", account.reauthenticate, name="account_reauthenticate"),
    path("adres/", codes.OwnAddress.as_view(), name="account_email"),
    path(
        "potwierdz-adres/",
        codes.ConfirmAddress.as_view(),
        name="account_email_verification_sent",
    ),
    path("odnosnik/<str:token>/", restore_address, name="account_restore_address"),
    path("haslo/", account.password_change, name="account_change_password"),
    path("haslo/ustaw/", account.password_set, name="account_set_password"),
    path("haslo/nowe/", account.password_reset, name="account_reset_password"),
    path(
        "haslo/nowe/potwierdz/",
        codes.ConfirmReset.as_view(),
        name="account_confirm_password_reset_code",
    ),
    path(
        "haslo/nowe/ustaw/",
        codes.CompleteReset.as_view(),
        name="account_complete_password_reset",
    ),
    path(
        "haslo/nowe/gotowe/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("sesje/", sessions.list_usersessions, name="usersessions_list"),
    path("usun/", delete_account, name="delete_account"),
    path("drugi-skladnik/", mfa.index, name="mfa_index"),
    path("drugi-skladnik/podaj/", mfa.authenticate, name="mfa_authenticate"),
    path("drugi-skladnik/potwierdz/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("drugi-skladnik/aplikacja/", totp.activate_totp, name="mfa_activate_totp"),
    path("drugi-skladnik/aplikacja/wylacz/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "drugi-skladnik/kody/",
        recovery_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "drugi-skladnik/kody/nowe/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "drugi-skladnik/kody/pobierz/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("drugi-skladnik/klucze/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("drugi-skladnik/klucze/dodaj/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path(
        "drugi-skladnik/klucze/potwierdz/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("drugi-skladnik/klucze/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("drugi-skladnik/klucze/<int:pk>/usun/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
