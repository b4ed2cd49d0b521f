"""The addresses of the board in the waiting room."""

from django.urls import URLPattern

app_name = "board"
urlpatterns: list[URLPattern] = []
