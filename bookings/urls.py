from django.urls import path

from bookings import feeds
from bookings.views import advice, advice_panel, calendars, duties, panel, public, series, subscribing

app_name = "bookings"
urlpatterns = [
    path("sale/", public.rooms, name="rooms"),
    path("kalendarz/", calendars.calendar, name="calendar"),
    path("kalendarz/miesiac/", calendars.month, name="month"),
    path("kalendarz.ics", feeds.calendar_feed, name="calendar_feed"),
    path("kalendarz/subskrypcja/<str:secret>.ics", feeds.private_feed, name="private_feed"),
    path("kalendarz/<slug:slug>.ics", feeds.room_feed, name="room_feed"),
    path("kalendarz/<slug:slug>/", calendars.room_calendar, name="room_calendar"),
    path("kalendarz/<slug:slug>/miesiac/", calendars.room_month, name="room_month"),
    path("sale/<slug:slug>/", public.bookable, name="bookable"),
    path("sale/<slug:slug>/zdjecie/", public.photo, name="photo"),
    path("doradztwo/odnosnik/kod/<str:code_link>/", advice.advice_code, name="advice_code"),
    path("doradztwo/odnosnik/wizyta/<str:visit_link>/", advice.visit, name="visit"),
    path("doradztwo/odnosnik/przenies/<str:visit_link>/", advice.move_visit, name="move_visit"),
    path("doradztwo/odnosnik/odwolaj/<str:visit_link>/", advice.cancel_visit, name="cancel_visit"),
    path("doradztwo/odnosnik/przyjmij/<str:visit_link>/", advice.accept_visit, name="accept_visit"),
    path("doradztwo/odnosnik/odrzuc/<str:visit_link>/", advice.decline_visit, name="decline_visit"),
    path("doradztwo/<slug:topic>/", advice.advice_times, name="advice_times"),
    path("doradztwo/<slug:topic>/<str:slot>/", advice.ask_founder, name="ask_founder"),
    path("panel/<str:key>/doradztwo/", advice_panel.organization_advice, name="organization_advice"),
    path(
        "panel/<str:key>/doradztwo/<slug:topic>/", advice_panel.organization_times, name="organization_times"
    ),
    path("panel/<str:key>/doradztwo/<slug:topic>/<str:slot>/", advice_panel.ask_advice, name="ask_advice"),
    path("panel/<str:key>/rezerwacje/<int:pk>/przenies/", advice_panel.move_advice, name="move_advice"),
    path("panel/<str:key>/rezerwacje/", panel.bookings, name="bookings"),
    path("panel/<str:key>/rezerwacje/nowa/", panel.book, name="book"),
    path("panel/<str:key>/rezerwacje/wolne/", panel.find, name="find"),
    path("panel/<str:key>/rezerwacje/tydzien/", calendars.own_calendar, name="own_calendar"),
    path("panel/<str:key>/rezerwacje/miesiac/", calendars.own_month, name="own_month"),
    path("panel/<str:key>/rezerwacje/subskrypcja/", subscribing.subscriptions, name="subscriptions"),
    path("panel/<str:key>/rezerwacje/subskrypcja/wymien/", subscribing.renew_feed, name="renew_feed"),
    path("panel/<str:key>/rezerwacje/seria/", series.book_series, name="book_series"),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/", series.series, name="series"),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/zmien/", series.move_series, name="move_series"),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/rytm/", series.change_rhythm, name="change_rhythm"),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/odwolaj/", series.cancel_series, name="cancel_series"),
    path(
        "panel/<str:key>/rezerwacje/seria/<int:pk>/<int:number>/zmien/",
        series.change_date,
        name="change_date",
    ),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/<int:number>/pomin/", series.skip_date, name="skip_date"),
    path(
        "panel/<str:key>/rezerwacje/seria/<int:pk>/<int:number>/przywroc/",
        series.put_back_date,
        name="put_back_date",
    ),
    path("panel/<str:key>/dyzury/", duties.duties, name="duties"),
    path("panel/<str:key>/dyzury/nowy/", duties.ask_duty, name="ask_duty"),
    path("panel/<str:key>/rezerwacje/<int:pk>/", panel.booking, name="booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odwolaj/", panel.cancel_booking, name="cancel_booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/przyjmij/", panel.accept_proposal, name="accept_proposal"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odrzuc/", panel.decline_proposal, name="decline_proposal"),
]
