"""The addresses of the information page and its helpers."""

from django.urls import path

from vinculo.web.public.information import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("papeles/", pages.papers, name="papers"),
    path("apostilla/", pages.apostille, name="apostille"),
    path("agencias/", pages.agencies, name="agencies"),
    path("privacidad/", pages.privacy, name="privacy"),
]
