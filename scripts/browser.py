"""Locate the programs for tests, Chromium, Java for the HTML checker, and newsboat, or those that are named. Install Debian's
if missing; exit with a sentence if impossible.
"""

import os
import shutil
import subprocess
import sys

# Name, possible commands, and Debian packages.
PROGRAMS = {
    "Chromium": (("chromium", "chromium-browser", "google-chrome"), ("chromium", "fonts-dejavu-core")),
    "Java": (("java",), ("default-jre-headless",)),
    "newsboat": (("newsboat",), ("newsboat",)),
    "nginx": (("nginx", "/usr/sbin/nginx"), ("nginx-light",)),
    "LibreOffice": (("soffice",), ("libreoffice-writer-nogui",)),
    "faketime": (("faketime",), ("faketime",)),
}
WANTED = sys.argv[1:] or ["Chromium", "Java", "newsboat"]


def missing() -> list[str]:
    return [name for name in WANTED if not any(map(shutil.which, PROGRAMS[name][0]))]


def install(packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(
            ["apt-get", "--quiet", "--quiet", *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
        )


if lacking := missing():
    packages = [package for name in lacking for package in PROGRAMS[name][1]]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"These tests need {' and '.join(lacking)}. Install {' '.join(packages)} and run again.")
    print(f"Installing {' and '.join(lacking)} for the tests.", flush=True)
    install(packages)
    if lacking := missing():
        sys.exit(f"{' and '.join(lacking)} was installed, but its command is not on the PATH.")
