"""The addresses of the legal unit."""

from django.urls import path

from vinculo.web.legal import adoptions, decisions, powers

app_name = "legal"
POWER = "poder/<ref:reference>/"
PAPER = POWER + "documento/<small:decision>/"

urlpatterns = [
    path("", powers.home, name="home"),
    path("buscar/", powers.search, name="search"),
    path("nuevo/", powers.receive, name="receive"),
    path("nuevo/campos/", powers.fields, name="fields"),
    path("adopciones/", adoptions.waiting, name="adoptions"),
    path("adopciones/<small:paper>/", adoptions.look, name="adoption"),
    path(POWER, powers.power, name="power"),
    path(POWER + "editar/", powers.amend, name="amend"),
    path(POWER + "sumillar/", decisions.endorse, name="endorse"),
    path(POWER + "observar/", decisions.observe, name="observe"),
    path(POWER + "negar/", decisions.refuse, name="refuse"),
    path(POWER + "revocar/", decisions.revoke, name="revoke"),
    path(POWER + "fallecimiento/", decisions.death, name="death"),
    path(POWER + "sustituir/", powers.substitute, name="substitute"),
    path(PAPER, decisions.show_paper, name="paper"),
    path(PAPER + "documento.pdf", decisions.print_paper, name="paper_pdf"),
]
