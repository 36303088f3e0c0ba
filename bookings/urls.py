from django.urls import path

from bookings.views import panel, public, series

app_name = "bookings"
urlpatterns = [
    path("sale/", public.rooms, name="rooms"),
    path("kalendarz/", public.calendar, name="calendar"),
    path("kalendarz/<slug:slug>/", public.room_calendar, name="room_calendar"),
    path("panel/<str:key>/rezerwacje/", panel.bookings, name="bookings"),
    path("panel/<str:key>/rezerwacje/nowa/", panel.book, name="book"),
    path("panel/<str:key>/rezerwacje/wolne/", panel.find, name="find"),
    path("panel/<str:key>/rezerwacje/seria/", series.book_series, name="book_series"),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/", series.series, name="series"),
    path("panel/<str:key>/rezerwacje/seria/<int:pk>/zmien/", series.move_series, name="move_series"),
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
    path("panel/<str:key>/rezerwacje/<int:pk>/", panel.booking, name="booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odwolaj/", panel.cancel_booking, name="cancel_booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/przyjmij/", panel.accept_proposal, name="accept_proposal"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odrzuc/", panel.decline_proposal, name="decline_proposal"),
]
