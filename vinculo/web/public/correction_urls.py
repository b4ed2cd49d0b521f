"""The addresses of a correction."""

from django.urls import path

from vinculo.web.public import correction

urlpatterns = [path("correccion/<token:token>/", correction.correction, name="correction")]
