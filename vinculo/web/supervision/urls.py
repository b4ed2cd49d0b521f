"""The addresses of supervision."""

from django.urls import path

from vinculo.web.supervision import closing, home

app_name = "supervision"
urlpatterns = [
    path("", home.home, name="home"),
    path("cierres/", closing.choose, name="closing"),
    path("cierres/confirmar/", closing.confirm, name="closing_confirm"),
]
