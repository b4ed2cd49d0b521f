"""The addresses of the public door, room by room."""

from importlib import import_module

ROOMS = ("information", "turno", "booking", "solicitud", "verification", "waiting_list", "transparency", "complaints")

app_name = "public"
urlpatterns = [each for room in ROOMS for each in import_module(f"vinculo.web.public.{room}.urls").urlpatterns]
