"""Limits an upload while it is being read; Django on its own would write a file of any size to disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler

from releases.files.kinds import LARGEST, MEGABYTE

IMPORTS = "/importrun/import/"  # the page for uploading whole archives
LARGEST_IMPORT = 512 * MEGABYTE
MOST_FILES = 20  # of the maximum size, in one request


class CuttingHandler(FileUploadHandler):
    """Passes on at most one byte more than the limit, so that whoever judges the file sees that it is too large.

    Nobody can upload before logging in, and only importers may exceed the limit for an edition's files.
    """

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], *args: Any, **kwargs: Any) -> None:  # noqa: N803
        user = getattr(self.request, "user", None)
        importing = str(META.get("PATH_INFO", "")).endswith(IMPORTS)
        if user is None or not user.is_authenticated:
            self.limit = self.left = 0
        elif importing and user.has_perm("releases.import_edition"):
            self.limit = self.left = LARGEST_IMPORT + 1
        else:
            self.limit, self.left = LARGEST + 1, MOST_FILES * LARGEST

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.of_this_file = self.limit

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        passed = raw_data[: max(0, min(self.of_this_file, self.left))]
        self.of_this_file -= len(passed)
        self.left -= len(passed)
        return passed or None

    def file_complete(self, file_size: int) -> None:
        return None


LARGEST_LOOKED_AT = 10 * MEGABYTE


class CuttingOne(CuttingHandler):
    """For a public page that looks at one file and keeps nothing."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.limit = self.left = LARGEST_LOOKED_AT + 1


class InMemory(MemoryFileUploadHandler):
    """However large; a handler before it has cut it. Nothing is written to disk."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True
