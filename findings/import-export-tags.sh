#!/bin/sh
# django-import-export 4.4.3: a column of terms, separated by commas, is imported into a many-to-many field.
# Seen: a term that does not exist, or differs in a capital letter, is left out. The row counts as new, nothing as an error, and strict
# reading (raise_errors) raises nothing. In a foreign key the same term is refused.
# Guessed: a term that does not exist is an error, as it is in the column of a foreign key.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-import-export==4.4.3 django==5.2.19
"$folder/venv/bin/python" - <<'END'
import django
import tablib
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "import_export"],
)
django.setup()
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ForeignKeyWidget, ManyToManyWidget

call_command("migrate", verbosity=0)
for name in ("Human rights", "Moldova", "Media"):
    Group.objects.create(name=name)


class Releases(ModelResource):
    terms = Field(attribute="groups", column_name="terms", widget=ManyToManyWidget(Group, field="name"))

    class Meta:
        model, import_id_fields, fields = User, ("username",), ("username", "terms")


rows = tablib.Dataset().load('username,terms\nfirst,"Human rights,Moldva,media"\n', format="csv")
result = Releases().import_data(rows, raise_errors=True)
kept = [term.name for term in User.objects.get(username="first").groups.all()]
print(dict(result.totals), "errors:", result.has_errors() or result.has_validation_errors(), "kept:", kept)
assert result.totals["new"] == 1 and not result.has_errors() and not result.has_validation_errors()
assert kept == ["Human rights"]
try:
    ForeignKeyWidget(Group, field="name").clean("Moldva")
    raise SystemExit("The foreign key takes it.")
except Group.DoesNotExist:
    pass
END
