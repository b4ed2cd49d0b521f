"""The addresses of the floor."""

from django.urls import path

from bench.bare import views
from vinculo.web.shared.health import health

urlpatterns = [
    path("salud", health),
    path("leer/<int:agency>/<str:day>/", views.read),
    path("tomar/<int:slot>/", views.hold),
    path("confirmar/<token:token>/", views.confirm, name="confirm"),
    path("hecho/<token:token>/", views.read, name="done"),
]
