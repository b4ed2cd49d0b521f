"""The link of a turno is derived from a key outside the database: what is kept opens nothing (D34)."""

from __future__ import annotations

from django.db import migrations

from vinculo.records.links.hiding import operations as links_of


class Migration(migrations.Migration):
    dependencies = [("records", "0047_rights_of_the_person")]
    operations = links_of("turno")
