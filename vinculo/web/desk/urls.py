"""The addresses of the desk."""

from django.urls import path

from vinculo.web import converters as _converters  # noqa: F401
from vinculo.web.desk import agenda, arrival, case, certificates, decisions, papers, session

app_name = "desk"
CASE = "caso/<ref:reference>/"
ONE = CASE + "<ref:solicitud>/"
PRINTED = "codigo/<ref:code>/<small:number>/"

urlpatterns = [
    path("", agenda.home, name="home"),
    path("ingreso/", session.log_in, name="login"),
    path("salida/", session.log_out, name="logout"),
    path("buscar/", agenda.search, name="search"),
    path("poderes/", agenda.waiting, name="waiting"),
    path("turno/<ref:reference>/", arrival.turno, name="turno"),
    path("turno/<ref:reference>/llegada/", arrival.check_in, name="check_in"),
    path(CASE, case.case, name="case"),
    path(CASE + "continuar/", arrival.continue_case, name="continue"),
    path(CASE + "presenta/", case.presenter, name="presenter"),
    path(CASE + "dependiente/", case.add, name="add"),
    path(CASE + "solicitud/", case.attach, name="attach"),
    path(CASE + "fin/", case.end_visit, name="end_visit"),
    path(CASE + "papel/<ref:kind>/", papers.record, name="record_shared"),
    path(CASE + "papel/<ref:kind>/no-recibido/", papers.not_received, name="not_received_shared"),
    path(CASE + "registro/<small:paper>/deshacer/", papers.undo, name="undo"),
    path(CASE + "registro/<small:paper>/tomar/", papers.take, name="take"),
    path(CASE + "registro/<small:paper>/renovado/", papers.renew, name="renew"),
    path(CASE + "notificacion/<small:decision>/", certificates.notice, name="notice"),
    path(CASE + "notificacion/<small:decision>/notificacion.pdf", certificates.notice_pdf, name="notice_pdf"),
    path(ONE + "datos/", case.facts, name="facts"),
    path(ONE + "retirar/", case.remove, name="remove"),
    path(ONE + "papel/<ref:kind>/", papers.record, name="record"),
    path(ONE + "papel/<ref:kind>/campos/", papers.fields, name="fields"),
    path(ONE + "papel/<ref:kind>/no-recibido/", papers.not_received, name="not_received"),
    path(ONE + "emitir/", decisions.issue, name="issue"),
    path(ONE + "corregir/", decisions.correct, name="correct"),
    path(ONE + "negar/", decisions.refuse, name="refuse"),
    path(ONE + "comparar/<small:person>/", decisions.compare, name="compare"),
    path(PRINTED, certificates.certificate, name="certificate"),
    path(PRINTED + "codigo.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path(PRINTED + "reimprimir/", certificates.reprint, name="reprint"),
    path(PRINTED + "reimpresion-<small:reprint>.pdf", certificates.certificate_pdf, name="reprint_pdf"),
]
