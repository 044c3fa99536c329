#!/bin/sh
# langdetect 1.0.9, with a fixed seed, and texts in languages that it does not know.
# Seen: it does not know Serbian, Bosnian, Georgian or Armenian, and gives no sign of that: Serbian in Cyrillic is Macedonian, Bosnian is Croatian,
# Georgian and Armenian are Estonian, each with a probability of more than 0.999. A threshold does not help.
# Guessed: a script that no known language uses, or the language of a neighbour, gets a low probability or none.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check langdetect==1.0.9
"$folder/venv/bin/python" - <<'END'
from langdetect import DetectorFactory, detect_langs
from langdetect.detector_factory import init_factory
from langdetect import detector_factory

DetectorFactory.seed = 0
init_factory()
known = detector_factory._factory.get_lang_list()
TEXTS = {
    "sr": "Министри су се састали у Бечу и усвојили заједничку изјаву о безбедности и сарадњи у Европи.",
    "bs": "Ministri su se sastali u Beču i usvojili zajedničku izjavu o sigurnosti i saradnji u Evropi.",
    "ka": "მინისტრები ვენაში შეხვდნენ და ევროპაში უსაფრთხოების შესახებ განცხადება მიიღეს.",
    "hy": "Նախարարները հանդիպեցին Վիեննայում և ընդունեցին համատեղ հայտարարություն։",
}
seen = {}
for language, text in TEXTS.items():
    first = detect_langs(text)[0]
    print(f"{language}: {first.lang}, {first.prob:.6f}")
    assert language not in known and first.prob > 0.999
    seen[language] = first.lang
assert seen == {"sr": "mk", "bs": "hr", "ka": "et", "hy": "et"}
END
