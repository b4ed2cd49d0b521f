"""The addresses of supervision."""

from django.urls import path

from vinculo.web.supervision import closing, complaints, home

app_name = "supervision"
urlpatterns = [
    path("", home.home, name="home"),
    path("quejas/", complaints.listing, name="complaints"),
    path("quejas/<token:reference>/", complaints.one, name="complaint"),
    path("cierres/", closing.choose, name="closing"),
    path("cierres/confirmar/", closing.confirm, name="closing_confirm"),
]
