"""The addresses of `./run dev`: the product's own, and those of the tools."""

from debug_toolbar.toolbar import debug_toolbar_urls
from django.urls import include, path

from vinculo.config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

# First: the door of the public answers at the root, for everything that is left.
urlpatterns = [*debug_toolbar_urls(), path("__reload__/", include("django_browser_reload.urls")), *urlpatterns]
