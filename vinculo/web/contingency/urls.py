"""The addresses of a day without network."""

from django.urls import path

from vinculo.web.contingency import prepare, typing

app_name = "contingency"
urlpatterns = [
    path("", prepare.home, name="home"),
    path("lista.pdf", prepare.day_list, name="list"),
    path("boletos/", prepare.tickets, name="tickets"),
    path("digitar/", typing.type_in, name="type_in"),
]
