"""The addresses of the demo mailbox."""

from django.urls import path

from vinculo.web.public import mailbox

urlpatterns = [
    path("demo/correo/", mailbox.listing, name="mailbox"),
    path("demo/correo/<str:key>/", mailbox.one, name="mailbox_one"),
    path("demo/correo/<str:key>/<int:number>/", mailbox.attachment, name="mailbox_attachment"),
]
