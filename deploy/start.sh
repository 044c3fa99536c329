#!/bin/sh
# What a container runs: checks, migrations and static files, then the site, its worker and its figures.
set -e
python=.venv/bin/python
$python manage.py check --deploy --fail-level ERROR
$python manage.py migrate --verbosity 0
$python manage.py collectstatic --noinput --verbosity 0
exec $python scripts/serve.py --production --figures 0.0.0.0:9464 0.0.0.0:8000
