"""The addresses of the public door, by subject."""

from vinculo.web.public import (
    booking_urls,
    correction_urls,
    information_urls,
    mailbox_urls,
    recovery_urls,
    solicitud_urls,
    ticket_urls,
    verification_urls,
    voice_urls,
    waiting_urls,
)

app_name = "public"
urlpatterns = [
    *information_urls.urlpatterns,
    *recovery_urls.urlpatterns,
    *booking_urls.urlpatterns,
    *solicitud_urls.urlpatterns,
    *mailbox_urls.urlpatterns,
    *verification_urls.urlpatterns,
    *ticket_urls.urlpatterns,
    *waiting_urls.urlpatterns,
    *voice_urls.urlpatterns,
    *correction_urls.urlpatterns,
]
