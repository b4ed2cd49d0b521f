"""The addresses of the board in the waiting room; the stream is served by a process of its own (`stream.py`)."""

from django.urls import path

from vinculo.web.board import pages

app_name = "board"
urlpatterns = [
    path("", pages.choose, name="choose"),
    path("<key:agency>/", pages.board, name="board"),
    path("<key:agency>/ahora/", pages.current, name="current"),
]
