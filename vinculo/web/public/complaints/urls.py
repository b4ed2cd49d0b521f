"""The addresses of complaints and of the marks after a visit."""

from django.urls import path

from vinculo.web.public.complaints import pages, ratings

urlpatterns = [
    path("quejas/", pages.tell, name="complaints"),
    path("quejas/consultar/", pages.find, name="complaint_find"),
    path("quejas/<token:token>/", pages.complaint, name="complaint"),
    path("mi-turno/<token:token>/opinion/", ratings.of_turno, name="turno_opinion"),
    path("numero/<token:token>/opinion/", ratings.of_ticket, name="ticket_opinion"),
]
