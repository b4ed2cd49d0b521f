"""The addresses of a number and of how well the announced waits hold."""

from django.urls import path

from vinculo.web.public import ticket, waits

urlpatterns = [
    path("numero/<token:token>/", ticket.ticket, name="ticket"),
    path("numero/<token:token>/estado/", ticket.state, name="ticket_state"),
    path("tiempos-de-espera/", waits.waits, name="waits"),
]
