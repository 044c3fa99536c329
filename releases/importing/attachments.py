"""Attachments that a record names, read from the given folder. A missing one is reported; an unacceptable one refuses the record."""

from pathlib import Path

import msgspec

from releases.files import FileRefused
from releases.files.attachments import columns_of
from releases.importing.mapped import MappedRecord
from releases.models.carried import FILES


def attach(mapped: MappedRecord, folder: Path | None, *, keep: bool) -> None:
    """Fill in the rows to be written for the files. Without `keep`, files are checked but not stored."""
    named = sum(len(text.attachments) for text in mapped.texts)
    if named and folder is None:
        mapped.find("attachment", f"Attachments left out because no folder was given for them: {named}.")
        return
    for text in mapped.texts:
        for attachment in text.attachments:
            try:
                text.carried[FILES.name].append(columns_of(msgspec.to_builtins(attachment), folder, keep=keep))  # type: ignore[arg-type]
            except FileRefused as refusal:
                if refusal.missing:
                    mapped.find("attachment", str(refusal))
                else:
                    mapped.problems.append(str(refusal))
