"""The addresses of the solicitudes prepared at home."""

from django.urls import path

from vinculo.web.public import solicitud

urlpatterns = [
    path("solicitud/", solicitud.start, name="solicitud"),
    path("solicitud/nueva/", solicitud.new, name="solicitud_new"),
    path("solicitud/<token:token>/", solicitud.view, name="solicitud_view"),
    path("solicitud/<token:token>/editar/", solicitud.edit, name="solicitud_edit"),
    path("solicitud/<token:token>/narracion/", solicitud.account, name="solicitud_account"),
    path("solicitud/<token:token>/solicitud.pdf", solicitud.pdf, name="solicitud_pdf"),
    path("solicitud/<token:token>/otra/", solicitud.another, name="solicitud_another"),
    path("solicitud/<token:token>/eliminar/", solicitud.discard, name="solicitud_discard"),
    path("mi-turno/<token:token>/solicitudes/", solicitud.of_turno, name="turno_solicitudes"),
    path("mi-turno/<token:token>/solicitudes/<int:position>/", solicitud.turno_sheet, name="turno_solicitud"),
]
