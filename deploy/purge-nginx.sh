#!/bin/sh
# PURGE_COMMAND for nginx: deletes the files below FOLDER whose response carries one of the keys on standard input.
# The worker must run as nginx's user, or be allowed to delete its files.
set -e
folder=${1:?Name the folder of proxy_cache_path.}
keys=$(grep -E '^[a-z0-9-]+$' | paste -s -d '|')
test -n "$keys" || exit 0
grep -rlaE -m1 "^Surrogate-Key: (.* )?($keys)( .*)?.?$" "$folder" | xargs -r rm -f
