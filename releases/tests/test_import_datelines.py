"""Datelines: where and when a text was issued, in six languages and many formats.

The lines are invented in the style of newsrooms. An empty date means that the line does not determine a day: better
none than a wrong one.
"""

import pytest

from releases.language import dates
from releases.language.datelines import Dateline, parse

# Line, places, date.
DATELINES = [
    # Dashes
    ("BRUSSELS, 21 January 2004 - The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 – The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 — The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 ― The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 ‒ The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 ‐ The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 − The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 -- The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004– The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004 –The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS,21 January 2004 - The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS , 21 January 2004 - The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS 21 January 2004 - The Chairman met", ["BRUSSELS"], "2004-01-21"),
    ("BRUSSELS, 21 January 2004, - The Chairman met", ["BRUSSELS"], "2004-01-21"),
    # Months and days in English
    ("VIENNA, 3 May 2010", ["VIENNA"], "2010-05-03"),
    ("Vienna, 3 May, 2010 – Text", ["Vienna"], "2010-05-03"),
    ("VIENNA, 03 May 2010 – Text", ["VIENNA"], "2010-05-03"),
    ("VIENNA, 3rd May 2010 – Text", ["VIENNA"], "2010-05-03"),
    ("VIENNA, 1st of March 2010 – Text", ["VIENNA"], "2010-03-01"),
    ("VIENNA, 22nd Sept 2010 – Text", ["VIENNA"], "2010-09-22"),
    ("VIENNA, 9 Sept. 2010 – Text", ["VIENNA"], "2010-09-09"),
    ("VIENNA, 1 Dec. 1999 – Text", ["VIENNA"], "1999-12-01"),
    ("VIENNA, Jan. 21, 2004 – Text", ["VIENNA"], "2004-01-21"),
    ("VIENNA, January 21, 2004 – Text", ["VIENNA"], "2004-01-21"),
    ("VIENNA, January 21st, 2004 – Text", ["VIENNA"], "2004-01-21"),
    ("VIENNA, Monday, 3 May 2010 – Text", ["VIENNA"], "2010-05-03"),
    ("VIENNA, Monday 3 May 2010 – Text", ["VIENNA"], "2010-05-03"),
    ("VIENNA, 29 February 2004 – Text", ["VIENNA"], "2004-02-29"),
    ("VIENNA, 2004-01-21 – Text", ["VIENNA"], "2004-01-21"),
    ("VIENNA, 3 MAY 2010 – Text", ["VIENNA"], "2010-05-03"),
    # Places
    ("The Hague, 3 May, 2010 - Text", ["The Hague"], "2010-05-03"),
    ("WASHINGTON, D.C., 9 Sept. 2010 - Text", ["WASHINGTON, D.C."], "2010-09-09"),
    ("ST. PETERSBURG, 1 Dec. 1999 - Text", ["ST. PETERSBURG"], "1999-12-01"),
    ("VIENNA/KYIV, 3 May 2010 – Text", ["VIENNA", "KYIV"], "2010-05-03"),
    ("VIENNA / KYIV, 3 May 2010 – Text", ["VIENNA", "KYIV"], "2010-05-03"),
    ("VIENNA and KYIV, 3 May 2010 – Text", ["VIENNA", "KYIV"], "2010-05-03"),
    ("VIENNA AND KYIV, 3 May 2010 – Text", ["VIENNA", "KYIV"], "2010-05-03"),
    ("BERLIN/BERN, 3 May 2010 – Text", ["BERLIN", "BERN"], "2010-05-03"),
    ("VIENNA & WARSAW, 3 May 2010 – Text", ["VIENNA", "WARSAW"], "2010-05-03"),
    ("VIENNA; KYIV, 3 May 2010 – Text", ["VIENNA", "KYIV"], "2010-05-03"),
    ("VIENNA/WARSAW/THE HAGUE, 3 May 2010 – Text", ["VIENNA", "WARSAW", "THE HAGUE"], "2010-05-03"),
    ("BAKU/YEREVAN/VIENNA, 3 May – Text", ["BAKU", "YEREVAN", "VIENNA"], ""),
    ("USTI-NAD-LABEM, 3 May 2010 – Text", ["USTI-NAD-LABEM"], "2010-05-03"),
    ("Ust-Kamenogorsk, 3 May 2010 - Text", ["Ust-Kamenogorsk"], "2010-05-03"),
    ("OSH, Kyrgyzstan, 3 May 2010 – Text", ["OSH, Kyrgyzstan"], "2010-05-03"),
    ("BOSNIA AND HERZEGOVINA, 3 May 2010 – Text", ["BOSNIA AND HERZEGOVINA"], "2010-05-03"),
    ("21 January 2004, VIENNA – Text", ["VIENNA"], "2004-01-21"),
    ("ŁÓDŹ, 3 May 2010 – Text", ["ŁÓDŹ"], "2010-05-03"),
    ("NUR-SULTAN, 3 May 2019 – Text", ["NUR-SULTAN"], "2019-05-03"),
    ("Château de Bossey, 3 May 2010 – Text", ["Château de Bossey"], "2010-05-03"),
    # Two names of one place
    ("Prishtinë/Priština, 3 May 2010 – Text", ["Prishtinë/Priština"], "2010-05-03"),
    ("MITROVICË/MITROVICA, 3 May 2010 – Text", ["MITROVICË/MITROVICA"], "2010-05-03"),
    ("PEJË/PEĆ, 3 May 2010 – Text", ["PEJË/PEĆ"], "2010-05-03"),
    ("GJILAN/GNJILANE, 3 May 2010 – Text", ["GJILAN/GNJILANE"], "2010-05-03"),
    ("TETOVO/TETOVË, 3 May 2010 – Text", ["TETOVO/TETOVË"], "2010-05-03"),
    ("KYIV/KIEV, 3 May 2010 – Text", ["KYIV/KIEV"], "2010-05-03"),
    # Agencies and missions
    ("VIENNA, 3 May 2010 (OSCE) – Text", ["VIENNA"], "2010-05-03"),
    ("VIENNA (OSCE), 3 May 2010 – Text", ["VIENNA"], "2010-05-03"),
    ("KYIV, 3 May 2015 (SMM) – Text", ["KYIV"], "2015-05-03"),
    ("KYIV (SMM), 3 May 2015 – Text", ["KYIV"], "2015-05-03"),
    ("WARSAW [ODIHR], 3 May 2015 – Text", ["WARSAW"], "2015-05-03"),
    ("WARSAW, 3 May 2015 (OSCE/ODIHR) - Text", ["WARSAW"], "2015-05-03"),
    ("VIENNA (OSCE) – Text", ["VIENNA"], ""),
    ("KYIV (SMM) — Text", ["KYIV"], ""),
    ("OSCE, VIENNA, 3 May 2010 - Text", ["OSCE, VIENNA"], "2010-05-03"),
    ("ВЕНА (ОБСЕ), 3 мая 2010 – Текст", ["ВЕНА"], "2010-05-03"),
    # No definite day
    ("VIENNA, 3 May – Text", ["VIENNA"], ""),
    ("VIENNA, May 3 – Text", ["VIENNA"], ""),
    ("VIENNA, Monday, 3 May – Text", ["VIENNA"], ""),
    ("VIENNA, May 2010 – Text", ["VIENNA"], ""),
    ("VIENNA, 3-4 May 2010 – Text", ["VIENNA"], ""),
    ("VIENNA, 3 and 4 May 2010 – Text", ["VIENNA"], ""),
    ("VIENNA, 3 to 5 May 2010 – Text", ["VIENNA"], ""),
    ("VIENNA, 3/4 May 2010 – Text", ["VIENNA"], ""),
    ("VIENNA, 03/05/2010 – Text", ["VIENNA"], ""),
    ("VIENNA, 3.5.10 – Text", ["VIENNA"], ""),
    ("VIENNA, 3 May '10 – Text", ["VIENNA"], ""),
    ("WIEN, 3.-4. Mai 2010 – Text", ["WIEN"], ""),
    ("VIENNA, 31 December 2019–2 January 2020 – Text", ["VIENNA"], ""),
    ("WIEN, 31. Dezember 2019 – 2. Januar 2020 – Text", ["WIEN"], ""),
    ("BAKOU, TBILISSI, EREVAN, du 3 au 5 mai 2019 – Texte", ["BAKOU", "TBILISSI", "EREVAN"], ""),
    # With a full stop before the dash, as Spanish agencies write
    ("MADRID y VIENA, 5 de mayo de 2019.- Texto", ["MADRID", "VIENA"], "2019-05-05"),
    ("MADRID, 5 may.- Texto", ["MADRID"], ""),
    ("МОСКВА – ВЕНА, 5 мая 2019 г. – Текст", ["МОСКВА", "ВЕНА"], "2019-05-05"),
    ("KYIV–VIENNA, 3 May 2019 – Text", ["KYIV", "VIENNA"], "2019-05-03"),
    ("GENÈVE et NEW YORK, 24 octobre 2018 – Texte", ["GENÈVE", "NEW YORK"], "2018-10-24"),
    ("ROMA e VIENNA, 3 maggio 2019 – Testo", ["ROMA", "VIENNA"], "2019-05-03"),
    ("THE HAGUE (updated), 5 May 2019 – Text", ["THE HAGUE"], "2019-05-05"),
    ("Vienna • Warsaw, 12 June 2021 - Text", ["Vienna", "Warsaw"], "2021-06-12"),
    # Non-existent days
    ("VIENNA, 31 June 2010 – Text", ["VIENNA"], "31 June 2010"),
    ("VIENNA, 29 February 2003 – Text", ["VIENNA"], "29 February 2003"),
    ("WIEN, 30. Februar 2004 – Text", ["WIEN"], "30. Februar 2004"),
    # French
    ("PARIS, 21 janvier 2004 – Texte", ["PARIS"], "2004-01-21"),
    ("PARIS, le 21 janvier 2004 – Texte", ["PARIS"], "2004-01-21"),
    ("PARIS, le 1er mars 2004 – Texte", ["PARIS"], "2004-03-01"),
    ("PARIS, mercredi 21 janvier 2004 – Texte", ["PARIS"], "2004-01-21"),
    ("VIENNE, 3 févr. 2004 – Texte", ["VIENNE"], "2004-02-03"),
    ("VIENNE, 3 août 2004 – Texte", ["VIENNE"], "2004-08-03"),
    ("VIENNE, 3 juil. 2004 – Texte", ["VIENNE"], "2004-07-03"),
    ("VIENNE, 3 juin 2004 – Texte", ["VIENNE"], "2004-06-03"),
    ("LA HAYE, 3 décembre 2004 – Texte", ["LA HAYE"], "2004-12-03"),
    ("VIENNE et VARSOVIE, 3 mai 2004 – Texte", ["VIENNE", "VARSOVIE"], "2004-05-03"),
    ("VIENNE, 3 et 4 mai 2004 – Texte", ["VIENNE"], ""),
    # German
    ("WIEN, 21. Januar 2004 – Text", ["WIEN"], "2004-01-21"),
    ("WIEN, am 21. Jänner 2004 – Text", ["WIEN"], "2004-01-21"),
    ("WIEN, den 3. März 2004 – Text", ["WIEN"], "2004-03-03"),
    ("WIEN, Mittwoch, 21. Januar 2004 – Text", ["WIEN"], "2004-01-21"),
    ("WIEN, 3. Dez. 2004 – Text", ["WIEN"], "2004-12-03"),
    ("WIEN, 3.Mai 2004 – Text", ["WIEN"], "2004-05-03"),
    ("WIEN, 21.01.2004 – Text", ["WIEN"], "2004-01-21"),
    ("WIEN, 21. 1. 2004 – Text", ["WIEN"], "2004-01-21"),
    ("WIEN, 3. Feber 2004 – Text", ["WIEN"], "2004-02-03"),
    ("FRANKFURT AM MAIN, 3. Juli 2004 – Text", ["FRANKFURT AM MAIN"], "2004-07-03"),
    ("WIEN und DEN HAAG, 3. Oktober 2004 – Text", ["WIEN", "DEN HAAG"], "2004-10-03"),
    # Italian
    ("ROMA, 21 gennaio 2004 – Testo", ["ROMA"], "2004-01-21"),
    ("ROMA, 1º marzo 2004 – Testo", ["ROMA"], "2004-03-01"),
    ("ROMA, lì 3 maggio 2004 – Testo", ["ROMA"], "2004-05-03"),
    ("ROMA, lunedì 3 maggio 2004 – Testo", ["ROMA"], "2004-05-03"),
    ("VIENNA, 3 giu. 2004 – Testo", ["VIENNA"], "2004-06-03"),
    ("VIENNA, 3 luglio 2004 – Testo", ["VIENNA"], "2004-07-03"),
    ("VIENNA, 3 sett. 2004 – Testo", ["VIENNA"], "2004-09-03"),
    ("VIENNA, 3 ott. 2004 – Testo", ["VIENNA"], "2004-10-03"),
    ("L’AIA, 3 dicembre 2004 – Testo", ["L’AIA"], "2004-12-03"),
    ("ROMA e VIENNA, 3 agosto 2004 – Testo", ["ROMA", "VIENNA"], "2004-08-03"),
    # Russian
    ("ВЕНА, 21 января 2004 – Миссия", ["ВЕНА"], "2004-01-21"),
    ("ВЕНА, 21 января 2004 года – Миссия", ["ВЕНА"], "2004-01-21"),
    ("ВЕНА, 21 января 2004 г. – Миссия", ["ВЕНА"], "2004-01-21"),
    ("Вена, 3 мая 2010 г. — Миссия", ["Вена"], "2010-05-03"),
    ("КИЕВ, 3 сент. 2010 – Миссия", ["КИЕВ"], "2010-09-03"),
    ("КИЕВ, 3 авг. 2010 – Миссия", ["КИЕВ"], "2010-08-03"),
    ("КИЕВ, понедельник, 3 мая 2010 – Миссия", ["КИЕВ"], "2010-05-03"),
    ("САНКТ-ПЕТЕРБУРГ, 3 июня 2010 – Миссия", ["САНКТ-ПЕТЕРБУРГ"], "2010-06-03"),
    ("ВЕНА/КИЕВ, 3 июля 2010 – Миссия", ["ВЕНА", "КИЕВ"], "2010-07-03"),
    ("ВЕНА, 21.01.2004 г. – Миссия", ["ВЕНА"], "2004-01-21"),
    ("Ростов-на-Дону, 3 марта 2010 – Миссия", ["Ростов-на-Дону"], "2010-03-03"),
    ("ВЕНА, 3 мая – Миссия", ["ВЕНА"], ""),
    # Spanish
    ("MADRID, 21 de enero de 2004 – Texto", ["MADRID"], "2004-01-21"),
    ("MADRID, 21 de enero del 2004 – Texto", ["MADRID"], "2004-01-21"),
    ("MADRID, el 3 de mayo de 2004 – Texto", ["MADRID"], "2004-05-03"),
    ("MADRID, lunes, 3 de mayo de 2004 – Texto", ["MADRID"], "2004-05-03"),
    ("VIENA, 3 ago. 2004 – Texto", ["VIENA"], "2004-08-03"),
    ("VIENA, 3 de setiembre de 2004 – Texto", ["VIENA"], "2004-09-03"),
    ("VIENA, 3 dic. 2004 – Texto", ["VIENA"], "2004-12-03"),
    ("LA HAYA, 1° de marzo de 2004 – Texto", ["LA HAYA"], "2004-03-01"),
    ("VIENA y VARSOVIA, 3 de abril de 2004 – Texto", ["VIENA", "VARSOVIA"], "2004-04-03"),
    # The date after a dash, and no dash at all
    ("TIRANA / BRUSSELS / GENEVA – 6 October 2020.", ["TIRANA", "BRUSSELS", "GENEVA"], "2020-10-06"),
    ("TIRANA / BRUSSELS / GENEVA – 6 October 2020. The Presence", ["TIRANA", "BRUSSELS", "GENEVA"], "2020-10-06"),
    ("TIRANA – 6 October 2020 – The Presence met", ["TIRANA"], "2020-10-06"),
    ("TIRANA -- October 6, 2020. The Presence met", ["TIRANA"], "2020-10-06"),
    ("WIEN – 6. Oktober 2020. Der Rat", ["WIEN"], "2020-10-06"),
    ("WIEN – 6. Oktober – Der Rat", ["WIEN"], ""),
    ("PARIS – le 6 octobre 2020. Le Conseil", ["PARIS"], "2020-10-06"),
    ("ROMA – 6 ottobre 2020. Il Consiglio", ["ROMA"], "2020-10-06"),
    ("ВЕНА – 6 октября 2020 г. Миссия", ["ВЕНА"], "2020-10-06"),
    ("MADRID – 6 de octubre de 2020. El Consejo", ["MADRID"], "2020-10-06"),
    ("VIENNA, 6 October 2020. The Council met", ["VIENNA"], "2020-10-06"),
    ("ST. PETERSBURG, 1 Dec. 1999. The Council met", ["ST. PETERSBURG"], "1999-12-01"),
    ("VIENNA (3 May 2019) – Text", ["VIENNA"], "2019-05-03"),
    # Several places
    ("STRASBOURG, VIENNA, WARSAW, 3 May 2019 – Text", ["STRASBOURG", "VIENNA", "WARSAW"], "2019-05-03"),
    ("STRASBOURG, VIENNA and WARSAW, 3 May 2019 – Text", ["STRASBOURG", "VIENNA", "WARSAW"], "2019-05-03"),
    ("WASHINGTON, D.C., VIENNA, WARSAW, 3 May 2019 – Text", ["WASHINGTON, D.C.", "VIENNA", "WARSAW"], "2019-05-03"),
    ("ВЕНА, ВАРШАВА, ГААГА, 3 мая 2019 – Текст", ["ВЕНА", "ВАРШАВА", "ГААГА"], "2019-05-03"),
    ("TIRANA • GENEVA, 3 May 2019 – Text", ["TIRANA", "GENEVA"], "2019-05-03"),
    ("VIENNA + GENEVA, 3 May 2019 – Text", ["VIENNA", "GENEVA"], "2019-05-03"),
    ("OSH, KYRGYZSTAN, 3 May 2019 – Text", ["OSH, KYRGYZSTAN"], "2019-05-03"),
    # Ranges
    ("VIENNA, 3–5 May 2019 – Text", ["VIENNA"], ""),
    ("VIENNA, 3 – 5 May 2019 – Text", ["VIENNA"], ""),
    ("VIENNA, 30 April–2 May 2019 – Text", ["VIENNA"], ""),
    ("VIENNA, 30 April to 2 May 2019 – Text", ["VIENNA"], ""),
    ("VIENNA, 3, 4 and 5 May 2019 – Text", ["VIENNA"], ""),
    ("VIENNE, du 3 au 5 mai 2019 – Texte", ["VIENNE"], ""),
    ("WIEN, vom 3. bis 5. Mai 2019 – Text", ["WIEN"], ""),
    ("ROMA, dal 3 al 5 maggio 2019 – Testo", ["ROMA"], ""),
    ("ВЕНА, с 3 по 5 мая 2019 – Текст", ["ВЕНА"], ""),
    ("MADRID, del 3 al 5 de mayo de 2019 – Texto", ["MADRID"], ""),
    # Updated
    ("VIENNA, 3 May 2019 (updated) – Text", ["VIENNA"], "2019-05-03"),
    ("VIENNA, 3 May 2019 (updated 4 May) – Text", ["VIENNA"], "2019-05-03"),
    ("VIENNA (updated), 3 May 2019 – Text", ["VIENNA"], "2019-05-03"),
    ("VIENNA, 3 May 2019, updated – Text", ["VIENNA"], "2019-05-03"),
    ("WIEN, 3. Mai 2019 (aktualisiert um 15 Uhr) – Text", ["WIEN"], "2019-05-03"),
    ("VIENNE, 3 mai 2019 (mis à jour) – Texte", ["VIENNE"], "2019-05-03"),
    ("ROMA, 3 maggio 2019 (aggiornato) – Testo", ["ROMA"], "2019-05-03"),
    ("ВЕНА, 3 мая 2019 (обновлено) – Текст", ["ВЕНА"], "2019-05-03"),
    ("MADRID, 3 de mayo de 2019 (actualizado) – Texto", ["MADRID"], "2019-05-03"),
]


@pytest.mark.parametrize(("line", "places", "date"), DATELINES)
def test_dateline_gives_place_and_date(line, places, date):
    assert parse(line) == Dateline(tuple(places), date)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The Mission opened an office on 3 May 1999 - its sixth.",
        "On Monday, 3 May 1999 - a holiday - the Mission was closed.",
        "On 3 May 1999 - a holiday - the Mission was closed.",
        "Today, 3 May 1999 - a holiday - the Mission was closed.",
        "VIENNA, 3 Floréal 2010 - The month is none of ours",
        "VIENNA, 3 May 2010: the dash is missing",
        "Question: where? VIENNA, 3 May 2010 - the answer",
        "Le lundi, 3 mai 2010 – un jour férié",
        "Am Montag, 3. Mai 2010 – ein Feiertag",
        "Вчера, 3 мая 2010 – праздник",
        "OSCE – The organisation",
        "In VIENNA, 3 May 2010 – a sentence",
        "EMBARGOED UNTIL, 3 May 2010 – a note",
        "3 May 2010 – a date alone",
        "VIENNA – a place alone",
        "Three of the observers, 3 May 2010 – a sentence",
        "- VIENNA, 3 May 2010 – an item of a list",
        "The Mission – 6 October 2020. A sentence",
        "The Mission opened on Monday, 6 October 2020. It",
        "OSCE Mission in Vienna, 6 October 2020. A sentence",
    ],
)
def test_line_that_begins_otherwise_has_no_dateline(line):
    assert parse(line) is None


def test_permission_table_has_the_promised_size():
    assert len({line for line, _, _ in DATELINES}) >= 120


@pytest.mark.parametrize(
    ("line", "date", "agrees"),
    [
        ("VIENNA, 3 May 2010 – Text", "2010-05-03", True),
        ("VIENNA, 3 May 2010 – Text", "2010-05-04", False),
        ("VIENNA, 3 May – Text", "2010-05-03", True),
        ("VIENNA, 3 May – Text", "2010-05-04", False),
        ("VIENNA (OSCE) – Text", "2010-05-04", True),
        ("VIENNA, 31 June 2010 – Text", "2010-06-30", False),
    ],
)
def test_dateline_disagrees_only_where_it_says_another_day(line, date, agrees):
    found = parse(line)

    assert found is not None
    assert found.agrees_with(date) is agrees


PLACES = "SARAJEVO, BANJA LUKA, MOSTAR, TUZLA, ZENICA, BIHAC, BRCKO, TREBINJE, GORAZDE"


def test_dateline_of_many_places_is_as_long_as_it_must_be():
    line = f"{PLACES} (OSCE Mission to BiH), Wednesday, 21 January 2004"
    assert 100 < len(line) < 170

    found = parse(f"{line} – The Mission met")

    assert found is not None
    assert found.date == "2004-01-21"
    assert found.places[0].startswith("SARAJEVO")


@pytest.mark.parametrize(("dash_at", "is_one"), [(100, True), (169, True), (170, False)])
def test_dash_beyond_the_longest_dateline_ends_none(dash_at, is_one):
    line = (
        "VIENNA, 3 May 2010".ljust(dash_at) + "– Text that goes on for a while, so that the line is no dateline itself."
    )

    assert (parse(line) is not None) is is_one


def test_29_february_is_a_day_of_some_years_and_30_february_of_none():
    leap, none = dates.parse("29 February"), dates.parse("30 February")

    assert leap == dates.WrittenDate("", 2, 29)
    assert none == dates.WrittenDate("30 February")
    assert dates.parse("29 February 2003") == dates.WrittenDate("29 February 2003")


def test_dateline_of_29_february_without_a_year_agrees_with_that_day_alone():
    found = parse("VIENNA, 29 February – Text")

    assert found is not None
    assert found.agrees_with("2004-02-29")
    assert not found.agrees_with("2004-02-28")


@pytest.mark.parametrize(
    ("name", "number"),
    [("jan", 1), ("Jan", 1), ("dec", 12), ("déc", 12), ("de", 0), ("d", 0), ("se", 0), ("ok", 0), ("ма", 0), ("mar", 3),
     ("may", 5), ("mai", 5), ("ju", 0), ("jun", 6), ("jui", 0), ("juin", 6), ("juil", 7)],
)  # fmt: skip
def test_month_is_told_by_three_letters_that_can_mean_no_other(name, number):
    assert dates.month_number(name) == number


def test_whole_date_tells_its_month_and_day_too():
    found = dates.parse("21 January 2004")

    assert found is not None
    assert (found.iso, found.month, found.day) == ("2004-01-21", 1, 21)


@pytest.mark.parametrize(("names", "is_one"), [(12, True), (13, False)])
def test_dateline_names_twelve_words_at_the_most(names, is_one):
    assert (parse(" ".join(["Ab"] * names) + ", 3 May 2010 – Text") is not None) is is_one
