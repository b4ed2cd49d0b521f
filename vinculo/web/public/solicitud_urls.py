"""The addresses of the solicitudes prepared at home."""

from django.urls import path

from vinculo.web.public import solicitud

urlpatterns = [
    path("solicitud/", solicitud.start, name="solicitud"),
    path("solicitud/nueva/", solicitud.new, name="solicitud_new"),
    path("solicitud/<str:token>/", solicitud.view, name="solicitud_view"),
    path("solicitud/<str:token>/editar/", solicitud.edit, name="solicitud_edit"),
    path("solicitud/<str:token>/narracion/", solicitud.account, name="solicitud_account"),
    path("solicitud/<str:token>/solicitud.pdf", solicitud.pdf, name="solicitud_pdf"),
    path("solicitud/<str:token>/otra/", solicitud.another, name="solicitud_another"),
    path("solicitud/<str:token>/eliminar/", solicitud.discard, name="solicitud_discard"),
    path("mi-turno/<str:token>/solicitudes/", solicitud.of_turno, name="turno_solicitudes"),
    path("mi-turno/<str:token>/solicitudes/<int:position>/", solicitud.turno_sheet, name="turno_solicitud"),
]
