"""Invented releases on known subjects, and the queries that look for them, judged by construction.

The rules were written before anything was run: a release whose headline is about the subject, in whatever form, spelling
or name, is what was looked for (2), as is one that carries the term; one whose lead names it is related (1); one that
mentions it somewhere in its body, or has the words of a name apart, is not (0), however recent it is and however often it
does.
"""

import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ORIGIN = "subjects"
FOLDER = Path(__file__).parent
TUNED, KEPT_BACK = FOLDER / "relevance_subjects.toml", FOLDER / "relevance_kept_back.toml"
MENTIONING, APART = 8, 4
PARAGRAPHS = 5

HEADLINES = {
    "en": ["Delegations meet for the autumn round", "Secretariat presents its annual report", "Experts hold a seminar by the sea", "New head of unit takes office", "Regional workshop ends", "Statement on the events of the week"],
    "de": ["Delegationen treffen sich zur Herbstrunde", "Sekretariat legt Jahresbericht vor", "Fachleute tagen am Meer", "Neue Leiterin tritt ihr Amt an", "Regionales Seminar beendet", "Erklärung zu den Ereignissen der Woche"],
    "fr": ["Les délégations se retrouvent pour la session d’automne", "Le Secrétariat présente son rapport annuel", "Des experts réunis au bord de la mer", "Une nouvelle cheffe d’unité", "Fin de l’atelier régional", "Déclaration sur les événements de la semaine"],
    "it": ["Le delegazioni si incontrano in autunno", "Il Segretariato presenta la relazione annuale", "Esperti riuniti al mare", "Nuova responsabile per l’unità", "Concluso il seminario regionale", "Dichiarazione sugli eventi della settimana"],
    "ru": ["Делегации собираются осенью", "Секретариат представил годовой доклад", "Специалисты встретились у моря", "Новая руководительница отдела", "Завершился региональный семинар", "Заявление о событиях недели"],
    "es": ["Las delegaciones se reúnen en otoño", "La Secretaría presenta su informe anual", "Expertos reunidos junto al mar", "Nueva jefa de unidad", "Termina el taller regional", "Declaración sobre los hechos de la semana"],
}  # fmt: skip
SENTENCES = {
    "en": ["The meeting lasted two days.", "Participants thanked the hosts for their hospitality.", "A summary will be sent to all delegations.", "The Chair opened the debate in the morning.", "Several speakers asked for more time.", "The next round takes place in spring.", "The hall was full.", "Interpreters worked in six booths."],
    "de": ["Das Treffen dauerte zwei Tage.", "Die Teilnehmenden dankten den Gastgebern.", "Eine Zusammenfassung geht an alle Delegationen.", "Der Vorsitz eröffnete die Aussprache am Morgen.", "Mehrere Redner baten um mehr Zeit.", "Die nächste Runde findet im Frühjahr statt.", "Der Saal war voll.", "In sechs Kabinen wurde gedolmetscht."],
    "fr": ["La réunion a duré deux jours.", "Les participants ont remercié leurs hôtes.", "Un résumé sera envoyé à toutes les délégations.", "La présidence a ouvert le débat dans la matinée.", "Plusieurs orateurs ont demandé plus de temps.", "La prochaine session aura lieu au printemps.", "La salle était pleine.", "Six cabines d’interprètes étaient occupées."],
    "it": ["La riunione è durata due giorni.", "I partecipanti hanno ringraziato gli ospiti.", "Un riassunto sarà inviato a tutte le delegazioni.", "La Presidenza ha aperto il dibattito in mattinata.", "Diversi oratori hanno chiesto più tempo.", "La prossima sessione si terrà in primavera.", "La sala era piena.", "Gli interpreti lavoravano in sei cabine."],
    "ru": ["Встреча длилась два дня.", "Участники поблагодарили хозяев.", "Краткое изложение получат все делегации.", "Председатель открыл прения утром.", "Несколько ораторов попросили больше времени.", "Следующий раунд пройдёт весной.", "Зал был полон.", "Переводчики работали в шести кабинах."],
    "es": ["La reunión duró dos días.", "Los participantes dieron las gracias a sus anfitriones.", "Todas las delegaciones recibirán un resumen.", "La Presidencia abrió el debate por la mañana.", "Varios oradores pidieron más tiempo.", "La próxima sesión será en primavera.", "La sala estaba llena.", "Los intérpretes trabajaban en seis cabinas."],
}  # fmt: skip
# How a lead names a subject, and how a body mentions one.
NAMING = {
    "en": "Delegates look closely at one point: {}.", "de": "Im Mittelpunkt steht ein Punkt: {}.", "fr": "Un point retient l’attention : {}.",
    "it": "Un punto è al centro: {}.", "ru": "В центре внимания один вопрос: {}.", "es": "Un punto centra la atención: {}.",
}  # fmt: skip
MENTIONS = {
    "en": ["In passing, one speaker said: {}.", "Under any other business: {}.", "A footnote reads: {}."],
    "de": ["Am Rande fiel ein Stichwort: {}.", "Unter Verschiedenes: {}.", "In einer Fußnote steht: {}."],
    "fr": ["En passant, un orateur a dit : {}.", "Parmi les divers : {}.", "Une note indique : {}."],
    "it": ["Di passaggio, un oratore ha detto: {}.", "Tra le varie: {}.", "Una nota riporta: {}."],
    "ru": ["Мимоходом один из ораторов сказал: {}.", "В разделе «Разное»: {}.", "В сноске значится: {}."],
    "es": ["De paso, un orador dijo: {}.", "En varios: {}.", "Una nota dice: {}."],
}


@dataclass(frozen=True)
class Subject:
    language: str
    number: int
    kept_back: bool
    kind: str
    query: str
    headline: str
    said: str = ""
    apart: str = ""
    terms: dict[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{'kept-back' if self.kept_back else 'tuned'}-{self.language}-{self.number}"

    def records(self) -> Iterator[dict[str, Any]]:
        chance = random.Random(self.name)
        mention = self.said or self.query
        about = self._record("about", chance, 2006, self.headline)
        yield about | self.terms
        yield self._record("lead", chance, 2010, lead=NAMING[self.language].format(mention))
        for number in range(MENTIONING):
            said = [chance.choice(MENTIONS[self.language]).format(mention) for _ in range(chance.randint(1, 4))]
            yield self._record(f"mention-{number}", chance, 2015 + number, said=said)
        for number in range(APART if self.apart else 0):
            yield self._record(f"apart-{number}", chance, 2016 + number, said=[self.apart])

    def _record(
        self,
        name: str,
        chance: random.Random,
        year: int,
        headline: str = "",
        lead: str = "",
        said: list[str] | None = None,
    ) -> dict[str, Any]:
        sentences = SENTENCES[self.language]
        paragraphs = [" ".join(chance.sample(sentences, 4)) for _ in range(PARAGRAPHS)]
        for sentence in said or []:
            paragraphs.insert(chance.randint(0, len(paragraphs)), sentence)
        body = "".join(f"<p>{paragraph.replace('&', '&amp;')}</p>" for paragraph in paragraphs)
        return {
            "id": f"{self.name}-{name}", "language": self.language, "type": "press-release",
            "title": headline or f"{chance.choice(HEADLINES[self.language])} ({self.name} {name.rpartition('-')[2]})",
            "lead": lead or chance.choice(sentences), "date": f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}", "body": body,
        }  # fmt: skip

    def grades(self) -> dict[str, int]:
        return {f"{self.name}-about": 2, f"{self.name}-lead": 1}


def subjects() -> list[Subject]:
    return [
        Subject(language, number, file == KEPT_BACK, **values)
        for file in (TUNED, KEPT_BACK)
        for language, each in tomllib.loads(file.read_text("utf-8")).items()
        for number, values in enumerate(each)
    ]


def write(file: Path) -> None:
    """All releases as JSON Lines."""
    lines = (json.dumps(record, ensure_ascii=False) for subject in subjects() for record in subject.records())
    file.write_text("\n".join(lines), "utf-8")
