"""Run Lighthouse on the front page, the list and a release, emulating a phone; fail if a score is lower than promised.

Installed by npm into var/lighthouse. The site runs as in production: static files collected and compressed, Django
behind granian. The database is the one of `make run`.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "lighthouse"
VERSION = "12"  # 13 needs Node 22
PROMISED = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {"front": "/", "list": "/releases/", "release": "/releases/18/"}


def main() -> None:
    if not shutil.which("npm"):
        sys.exit("Lighthouse needs Node 18 or later with npm. Install them and run again.")
    command = install()
    port = free_port()
    environment = os.environ | {"DEBUG": "off", "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": f"http://127.0.0.1:{port}"}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environment, check=True
    )
    serve = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "osce_cms.wsgi:application",
    ]
    server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        missed = [name for name, path in PAGES.items() if not measured(command, name, f"http://127.0.0.1:{port}{path}")]
    finally:
        server.terminate()
        server.wait()
    if missed:
        sys.exit(f"Below the promised scores: {', '.join(missed)}.")


def install() -> str:
    command = HOME / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        print("Installing Lighthouse.", flush=True)
        HOME.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", HOME, f"lighthouse@{VERSION}"],
            check=True,
        )
    return str(command)


def measured(command: str, name: str, address: str) -> bool:
    """Print a page's scores. Returns whether they are as promised. Lighthouse's defaults emulate a phone on 4G."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own server; where the permanent address leads
        address = answer.geturl()
    report = HOME / f"{name}.json"
    chromium = next(path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path)
    subprocess.run(
        [
            command, address, "--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(PROMISED)}",
            "--chrome-flags=--headless=new --no-sandbox",
        ],
        env=os.environ | {"CHROME_PATH": chromium}, check=True,
    )  # fmt: skip
    found = json.loads(report.read_text())
    scores = {key: round(100 * (found["categories"][key]["score"] or 0)) for key in PROMISED}
    paint = found["audits"]["largest-contentful-paint"]["displayValue"]
    print(
        f"{name:<8} {'  '.join(f'{key} {score}' for key, score in scores.items())}  (largest paint {paint})", flush=True
    )
    for reference in (
        each for key in PROMISED for each in found["categories"][key]["auditRefs"] if scores[key] < PROMISED[key]
    ):
        audit = found["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
            print(f"         {audit['title']}: {audit.get('displayValue', '')}")
    return all(scores[key] >= least for key, least in PROMISED.items())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address)  # noqa: S310  # our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("The site did not start.")


main()
