"""The addresses of *Transparencia*, of complaints and of the marks after a visit."""

from django.urls import path

from vinculo.web.public import complaints, opinions, transparency

urlpatterns = [
    path("transparencia/", transparency.transparency, name="transparency"),
    path("transparencia/datos/atenciones-y-quejas.csv", transparency.volumes_csv, name="volumes_csv"),
    path("transparencia/datos/servicios.csv", transparency.services_csv, name="services_csv"),
    path("transparencia/datos/diccionario.csv", transparency.dictionary_csv, name="dictionary_csv"),
    path("quejas/", complaints.tell, name="complaints"),
    path("quejas/consultar/", complaints.find, name="complaint_find"),
    path("quejas/<token:token>/", complaints.complaint, name="complaint"),
    path("mi-turno/<token:token>/opinion/", opinions.of_turno, name="turno_opinion"),
    path("numero/<token:token>/opinion/", opinions.of_ticket, name="ticket_opinion"),
]
