"""The addresses of the information page and its helpers."""

from django.urls import path

from vinculo.web.public import information, style

urlpatterns = [
    path("", information.home, name="home"),
    path("papeles/", information.papers, name="papers"),
    path("apostilla/", information.apostille, name="apostille"),
    path("agencias/", information.agencies, name="agencies"),
    path("privacidad/", information.privacy, name="privacy"),
    path("demo/estilo/", style.style, name="style"),
]
