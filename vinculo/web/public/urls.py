"""The addresses of the public door, by subject."""

from vinculo.web.public import booking_urls

app_name = "public"
urlpatterns = [
    *booking_urls.urlpatterns,
]
