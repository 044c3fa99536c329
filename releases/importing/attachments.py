"""Files that a record names or shows, found beside the export. A missing one is reported; an unacceptable one refuses the record
that names it, and is reported of a text that only shows it.
"""

import msgspec

from releases.files import FileRefused
from releases.files.attachments import columns_of
from releases.importing.beside import Beside, is_address
from releases.importing.fetching import FetchError
from releases.importing.mapped import MappedRecord
from releases.importing.records import SourceFile
from releases.models.carried import FILES


def attach(mapped: MappedRecord, beside: Beside, *, keep: bool) -> list[str]:
    """Fill in the rows to be written for the files, and say which are missing. Without `keep`, files are checked but not stored."""
    missing = []
    for text in mapped.texts:
        for attachment in text.attachments:
            try:
                text.carried[FILES.name].append(columns_of(msgspec.to_builtins(attachment), beside.open, keep=keep))
            except (FileRefused, FetchError) as refusal:
                if isinstance(refusal, FetchError) or refusal.missing:
                    missing.append(attachment.path)
                    mapped.find("attachment", _left_out(attachment, _why(refusal, beside)))
                elif is_address(attachment.path):
                    mapped.note(_left_out(attachment, str(refusal)))
                else:
                    mapped.problems.append(str(refusal))
    return missing


def _why(refusal: Exception, beside: Beside) -> str:
    if isinstance(refusal, FetchError):
        return f"{refusal}."
    return "There is no such file in the folder." if beside else "No folder was given for files."


def _left_out(attachment: SourceFile, why: str) -> str:
    words = attachment.title or attachment.alternative_text
    return f"The file {attachment.path}{f' (“{words}”)' if words else ''} was left out: {why}"
