from django.urls import path

from bookings.views import panel, public

app_name = "bookings"
urlpatterns = [
    path("sale/", public.rooms, name="rooms"),
    path("sale/<slug:slug>/", public.bookable, name="bookable"),
    path("sale/<slug:slug>/zdjecie/", public.photo, name="photo"),
    path("kalendarz/", public.calendar, name="calendar"),
    path("kalendarz/<slug:slug>/", public.room_calendar, name="room_calendar"),
    path("panel/<str:key>/rezerwacje/", panel.bookings, name="bookings"),
    path("panel/<str:key>/rezerwacje/nowa/", panel.book, name="book"),
    path("panel/<str:key>/rezerwacje/wolne/", panel.find, name="find"),
    path("panel/<str:key>/rezerwacje/<int:pk>/", panel.booking, name="booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odwolaj/", panel.cancel_booking, name="cancel_booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/przyjmij/", panel.accept_proposal, name="accept_proposal"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odrzuc/", panel.decline_proposal, name="decline_proposal"),
]
