from django.urls import path

from bookings.views import duties, panel, public

app_name = "bookings"
urlpatterns = [
    path("sale/", public.rooms, name="rooms"),
    path("kalendarz/", public.calendar, name="calendar"),
    path("kalendarz/<slug:slug>/", public.room_calendar, name="room_calendar"),
    path("panel/<str:key>/rezerwacje/", panel.bookings, name="bookings"),
    path("panel/<str:key>/rezerwacje/nowa/", panel.book, name="book"),
    path("panel/<str:key>/rezerwacje/wolne/", panel.find, name="find"),
    path("panel/<str:key>/dyzury/", duties.duties, name="duties"),
    path("panel/<str:key>/dyzury/nowy/", duties.ask_duty, name="ask_duty"),
    path("panel/<str:key>/rezerwacje/<int:pk>/", panel.booking, name="booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odwolaj/", panel.cancel_booking, name="cancel_booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/przyjmij/", panel.accept_proposal, name="accept_proposal"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odrzuc/", panel.decline_proposal, name="decline_proposal"),
]
