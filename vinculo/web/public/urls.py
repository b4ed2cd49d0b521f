"""The addresses of the public door, room by room; they are tried in this order, so what is asked for most is first."""

from importlib import import_module

ROOMS = ("booking", "turno", "information", "solicitud", "verification", "waiting_list", "transparency", "complaints")

app_name = "public"
urlpatterns = [each for room in ROOMS for each in import_module(f"vinculo.web.public.{room}.urls").urlpatterns]
