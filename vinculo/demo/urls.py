"""The addresses of the demo: its mailbox and the page of components."""

from django.urls import path

from vinculo.demo import components, mailbox

app_name = "demo"
urlpatterns = [
    path("correo/", mailbox.listing, name="mailbox"),
    path("correo/<str:key>/", mailbox.one, name="mailbox_one"),
    path("correo/<str:key>/<int:number>/", mailbox.attachment, name="mailbox_attachment"),
    path("componentes/", components.components, name="components"),
]
