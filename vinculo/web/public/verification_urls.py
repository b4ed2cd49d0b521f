"""The addresses of the verification page."""

from django.urls import path

from vinculo.web.public import verification

urlpatterns = [
    path("verificar/", verification.explain, name="verify"),
    path("verificar/sumilla/<str:token>/", verification.endorsement, name="endorsement"),
    path("verificar/<str:token>/", verification.verify, name="verified"),
]
