"""What an import tells people: each reason once, with how many records it concerns, where they are, and what helps."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from releases.importing.next_editions import CHANGED_HERE
from releases.importing.reasons import cure_of, general
from releases.models import Edition
from releases.tests.importing import make_record, run, write
from releases.tests.making import make_country, make_field

pytestmark = pytest.mark.django_db


def terminal(*arguments, **options) -> list[str]:
    against = StringIO()
    with pytest.raises(CommandError):
        call_command("import_releases", *map(str, arguments), stdout=StringIO(), stderr=against, **options)
    return [line for line in against.getvalue().splitlines() if not line.startswith(("Read ", "Notes: "))]


def named(*names, count):
    return [
        make_record(id=str(n), title=f"Text {n}", body=f"<p>Text {n}.</p>", fields_of_work=[names[n % len(names)]])
        for n in range(count)
    ]


def test_hundreds_of_records_with_three_unknown_names_are_three_reasons(tmp_path):
    make_field("Elections")
    path = write(tmp_path / "lines", *named("Electoins", "Economic Forum", "Electoins", "Gender", count=400))

    said = terminal(path)

    assert said == [
        "200 × “Electoins” is not one of the fields of work; the closest match is “Elections”.",
        f"    {path}:1, {path}:3, {path}:5 and 197 more",
        '    --map "Electoins=Elections", or --unknown-terms keep',
        "100 × “Economic Forum” is not one of the fields of work.",
        f"    {path}:2, {path}:6, {path}:10 and 97 more",
        '    --map "Economic Forum=…", or --unknown-terms keep',
        "100 × “Gender” is not one of the fields of work.",
        f"    {path}:4, {path}:8, {path}:12 and 97 more",
        '    --map "Gender=…", or --unknown-terms keep',
    ]


def test_reasons_that_differ_in_their_dates_alone_are_one(tmp_path):
    dates = ["03/05/2010", "04/05/2010", "05/06/2011", "06/07/2012"]
    path = write(tmp_path / "lines", *[make_record(id=date, date=date) for date in dates])

    said = terminal(path)

    assert said == [
        "4 × The date … can mean … or …; say which with --date-order, or with order under [dates] in a mapping file.",
        f"    {path}:1, {path}:2, {path}:3 and 1 more",
        "    --date-order day-first, or month-first, as the source meant it",
    ]


def test_record_with_two_faults_counts_under_both_and_one_alone_is_told_in_full(tmp_path):
    path = write(tmp_path / "lines", make_record(date="31 June 2010", title=" "))

    assert terminal(path) == [
        "1 × It has no headline.",
        f"    {path}:1",
        "    --rejects FILE, to mend and import them",
        "1 × The date '31 June 2010' does not exist: June 2010 has no day 31.",
        f"    {path}:1",
        "    --rejects FILE, and write the dates as 2004-01-21",
    ]


def test_terminal_names_the_most_frequent_reasons_and_counts_the_rest(tmp_path):
    path = write(
        tmp_path / "lines", *named(*[f"Name {chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(50)], count=50)
    )

    said = terminal(path)

    assert len([line for line in said if " × " in line]) == 40
    assert said[-1] == "10 more reasons; --report lists all, --rejects writes the records."


def test_report_has_the_reasons_and_every_record(tmp_path):
    path = write(tmp_path / "lines", *named("Gender", count=7))
    run(path, report=tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())

    assert report["reasons"] == [
        {
            "sentence": "“Gender” is not one of the fields of work.",
            "cure": '--map "Gender=…", or --unknown-terms keep',
            "records": 7,
            "examples": [f"{path}:1", f"{path}:2", f"{path}:3"],
        }
    ]
    assert len(report["refusals"]) == 7


def test_report_for_people_begins_with_the_reasons(tmp_path):
    path = write(tmp_path / "lines", *named("Gender", count=2))
    run(path, report=tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()

    assert "<h2>Reasons for refusals</h2>" in page
    assert "--map &quot;Gender=…&quot;" in page


def test_cure_of_an_unknown_name_cures_it(tmp_path):
    make_field("Elections")
    path = write(tmp_path / "lines", *named("Electoins", "Gender", count=4))

    told, reasons, succeeded = run(path, map=["Electoins=Elections", "Gender="])

    assert (told, reasons, succeeded) == ("Read 4: 4 created, 0 updated, 0 unchanged, 0 refused.", [], True)
    assert [len(edition.fields_of_work.all()) for edition in Edition.objects.order_by("headline")] == [1, 0, 1, 0]


def test_names_can_be_explained_in_mapping_files_and_one_by_one_together(tmp_path):
    make_field("Elections")
    make_country("Moldova")
    mapping, other = tmp_path / "map.toml", tmp_path / "other.toml"
    mapping.write_text('[terms]\n"Electoins" = "Nothing"\n"Rep. of Moldova" = "Moldova"\n')
    other.write_text('[terms]\n"electoins" = "Elections"\n')
    record = make_record(fields_of_work=["ELECTOINS"], countries=["Rep. of Moldova"])

    _, reasons, _ = run(write(tmp_path / "lines", record), map=[str(mapping), str(other)])

    assert reasons == []
    edition = Edition.objects.get()
    assert [term.name for term in (*edition.fields_of_work.all(), *edition.countries.all())] == ["Elections", "Moldova"]


def test_name_that_is_explained_by_one_that_nobody_knows_is_refused_with_it(tmp_path):
    _, reasons, _ = run(write(tmp_path / "lines", make_record(fields_of_work=["A"])), map=["A=Bees"])

    assert "“Bees” is not one of the fields of work" in reasons[0]


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        ("The date 'x' cannot be read to its end, “y”.", "The date … cannot be read to its end, “y”."),
        (
            "Its headline is 2,000 characters long; the limit is 500.",
            "Its headline is … characters long; the limit is ….",
        ),
        (
            "Its id 'a' was already used at lines:12, with different content.",
            "Its id … was already used at …, with different content.",
        ),
    ],
)
def test_values_of_one_record_do_not_make_a_reason(problem, reason):
    assert general(problem) == reason


@pytest.mark.parametrize(
    ("problem", "cure"),
    [
        (
            "The language 'xx' is not one of the site’s languages.",
            "--language CODE, or [values.language] in a mapping file",
        ),
        ("The type 'poem' is not known; known are news.", "[values.type] in a mapping file"),
        ("The record has no title.", "[columns] or [defaults] in a mapping file, or --rejects FILE to mend them"),
        (
            "Its id 'a' was already used at x:1, with different content.",
            "--rejects FILE, and give each text an id of its own",
        ),
        (
            "It is a translation of 'a', but no such text was imported from 'b'.",
            "import the original, then the same command again",
        ),
        (CHANGED_HERE, "--on-conflict keep, or --on-conflict edition"),
        ("Its text is the same as that of release 7 here.", "--duplicates keep"),
    ],
)
def test_cure_is_what_to_type(problem, cure):
    assert cure_of(problem) == cure
