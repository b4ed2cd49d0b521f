"""The addresses of *Transparencia* and of how well the announced waits hold."""

from django.urls import path

from vinculo.web.public.transparency import pages, waits

urlpatterns = [
    path("transparencia/", pages.transparency, name="transparency"),
    path("transparencia/datos/atenciones-y-quejas.csv", pages.volumes_csv, name="volumes_csv"),
    path("transparencia/datos/servicios.csv", pages.services_csv, name="services_csv"),
    path("transparencia/datos/primera-visita.csv", pages.first_visit_csv, name="first_visit_csv"),
    path("transparencia/datos/diccionario.csv", pages.dictionary_csv, name="dictionary_csv"),
    path("tiempos-de-espera/", waits.waits, name="waits"),
]
