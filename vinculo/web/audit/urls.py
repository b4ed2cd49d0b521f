"""The addresses of the auditor."""

from django.urls import path

from vinculo.web.audit import pages

app_name = "audit"
urlpatterns = [path("", pages.log, name="log")]
