"""The addresses of the verification page."""

from django.urls import path

from vinculo.web.public.verification import pages

urlpatterns = [
    path("verificar/", pages.explain, name="verify"),
    path("verificar/sumilla/<str:token>/", pages.endorsement, name="endorsement"),
    path("verificar/<str:token>/", pages.verify, name="verified"),
]
