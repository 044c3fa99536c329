#!/bin/sh
# jsdiff 9.0.0 (the npm package `diff`): diffWords() compares two texts by words.
# Seen: it does so for Latin letters; each Cyrillic letter is a word of its own. Of "министр" that became "монастырь" it keeps н, ст and р, and
# shows a patchwork of letters where the English text has one word out and one in. Greek and Georgian are treated in the same way.
# Guessed: a word is a sequence of letters, in every script.
# Needs node and npm; apt-get install nodejs npm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-fund diff@9.0.0 >/dev/null
node --input-type=module - <<'END'
import assert from "node:assert";
import { diffWords } from "diff";

function changes(before, after) {
  const parts = diffWords(before, after);
  console.log(parts.map(({ value, added, removed }) => (added ? `{+${value}+}` : removed ? `[-${value}-]` : value)).join(""));
  return parts.filter((part) => part.added || part.removed).length;
}

assert.equal(changes("The minister spoke.", "The monastery spoke."), 2);
assert.ok(changes("Тут министр говорил.", "Тут монастырь говорил.") > 4);
assert.ok(changes("Ο υπουργός μίλησε.", "Ο δήμαρχος μίλησε.") > 2);
assert.ok(changes("აქ მინისტრი ლაპარაკობდა.", "აქ მონასტერი ლაპარაკობდა.") > 2);
END
