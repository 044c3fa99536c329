"""What a request may bring in, cut off while it is read: Django itself would write a file of any size to the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

from releases.files.kinds import LARGEST, MEGABYTE

IMPORTS = "/import"  # in the address of the page that takes whole archives
LARGEST_IMPORT = 512 * MEGABYTE
MOST_FILES = 20  # of the largest size, in one request


class CuttingHandler(FileUploadHandler):
    """Passes on at most one byte more than a file may have, so that whoever judges the file sees that it is too large.

    Whoever has no session passes on nothing: nobody uploads before logging in.
    """

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], *args: Any, **kwargs: Any) -> None:  # noqa: N803
        importing = IMPORTS in str(META.get("PATH_INFO", ""))
        logged_in = f"{settings.SESSION_COOKIE_NAME}=" in str(META.get("HTTP_COOKIE", ""))
        self.limit = (LARGEST_IMPORT if importing else LARGEST) + 1 if logged_in else 0
        self.left = max(self.limit, MOST_FILES * LARGEST) if logged_in else 0

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
