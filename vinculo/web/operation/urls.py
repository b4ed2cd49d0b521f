"""The address of the person who operates the service."""

from django.urls import path

from vinculo.web.operation import pages

app_name = "operation"
urlpatterns = [path("", pages.home, name="home")]
