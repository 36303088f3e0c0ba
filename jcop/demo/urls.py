from django.urls import path

from jcop.demo import views

urlpatterns = [
    path("poczta/", views.demo_mail, name="demo_mail"),
    path("wejdz/", views.demo_sign_in, name="demo_sign_in"),
]
