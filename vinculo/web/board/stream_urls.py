"""The addresses of the boards' stream, in its own process."""

from django.urls import path, re_path

from vinculo.web.board import stream

urlpatterns = [
    re_path(r"^tablero/(?P<agency>[0-9]{1,9})/vivo$", stream.stream, name="stream"),
    path("salud", stream.health, name="health"),
    path("salud/vivo", stream.alive, name="alive"),
]
