#!/bin/sh
# jsdiff 9.0.0 (the package `diff` of npm): diffWords() compares two texts by words.
# Seen: it does so in Latin letters; of Cyrillic ones each is a word of its own, so of "министр" that became "монастырь" it keeps н, ст and р, and
# shows a shred of letters where the English text has one word out and one in. Greek and Georgian are treated so as well.
# Guessed: a word is a row of letters, in each script.
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
