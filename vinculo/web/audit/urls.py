"""The addresses of the auditor."""

from django.urls import path

from vinculo.web.audit import pages, proof

app_name = "audit"
urlpatterns = [path("", pages.log, name="log"), path("sucesos/<key:pk>/comprobar/", proof.check, name="proof")]
