"""Find Chromium for the browser tests, or install Debian's; fail with a sentence where neither is possible."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def install() -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
        subprocess.run(
            ["apt-get", "--quiet", "--quiet", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
        )


if not find():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit("The browser tests need Chromium. Install the package chromium and run again.")
    print("Installing Chromium for the browser tests.", flush=True)
    install()
    if not find():
        sys.exit("Chromium was installed, but no command of its is on the path.")
