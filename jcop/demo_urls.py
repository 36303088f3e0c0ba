from django.urls import path

from jcop import demo

urlpatterns = [
    path("poczta/", demo.demo_mail, name="demo_mail"),
    path("wejdz/", demo.demo_sign_in, name="demo_sign_in"),
]
