from django.urls import path

from bookings import views

app_name = "bookings"
urlpatterns = [
    path("sale/", views.rooms, name="rooms"),
    path("kalendarz/", views.calendar, name="calendar"),
    path("kalendarz/<slug:slug>/", views.room_calendar, name="room_calendar"),
    path("panel/<str:key>/rezerwacje/", views.bookings, name="bookings"),
    path("panel/<str:key>/rezerwacje/nowa/", views.book, name="book"),
    path("panel/<str:key>/rezerwacje/wolne/", views.find, name="find"),
    path("panel/<str:key>/rezerwacje/<int:pk>/", views.booking, name="booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odwolaj/", views.cancel_booking, name="cancel_booking"),
    path("panel/<str:key>/rezerwacje/<int:pk>/przyjmij/", views.accept_proposal, name="accept_proposal"),
    path("panel/<str:key>/rezerwacje/<int:pk>/odrzuc/", views.decline_proposal, name="decline_proposal"),
]
