"""The addresses of the solicitudes prepared at home."""

from django.urls import path

from vinculo.web.public.solicitud import pages

urlpatterns = [
    path("solicitud/", pages.start, name="solicitud"),
    path("solicitud/nueva/", pages.new, name="solicitud_new"),
    path("solicitud/<token:token>/", pages.view, name="solicitud_view"),
    path("solicitud/<token:token>/editar/", pages.edit, name="solicitud_edit"),
    path("solicitud/<token:token>/narracion/", pages.account, name="solicitud_account"),
    path("solicitud/<token:token>/solicitud.pdf", pages.pdf, name="solicitud_pdf"),
    path("solicitud/<token:token>/otra/", pages.another, name="solicitud_another"),
    path("solicitud/<token:token>/eliminar/", pages.discard, name="solicitud_discard"),
    path("mi-turno/<token:token>/solicitudes/", pages.of_turno, name="turno_solicitudes"),
    path("mi-turno/<token:token>/solicitudes/todas.pdf", pages.pdf_of_turno, name="turno_solicitudes_pdf"),
    path("mi-turno/<token:token>/solicitudes/<small:position>/", pages.turno_sheet, name="turno_solicitud"),
]
