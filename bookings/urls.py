from django.urls import path

from bookings import feeds
from bookings.views import calendars, duties, panel, public, series, subscribing

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
