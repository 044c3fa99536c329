"""What `deploy/` holds is accepted by the programs that it is for, where the machine has them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from drills.front import nginx
from drills.nodes import get

DEPLOY = Path(settings.BASE_DIR) / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_unit_is_accepted_by_systemd(unit, tmp_path):
    """With this checkout in place of /srv/newsroom/site, since systemd looks whether the programs exist."""
    for each in UNITS:
        text = each.read_text().replace("/srv/newsroom/site", str(settings.BASE_DIR))
        (tmp_path / each.name).write_text(text)

    outcome = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name], capture_output=True, text=True, check=False
    )

    complaints = [line for line in outcome.stderr.splitlines() if "newsroom" in line]
    assert complaints == []


def test_every_path_in_the_units_and_the_image_exists():
    texts = [unit.read_text() for unit in UNITS] + [
        (DEPLOY / name).read_text() for name in ("Containerfile", "start.sh")
    ]
    named = set(re.findall(r"\b(?:deploy|scripts)/[\w./]+", "\n".join(texts)))

    assert {"scripts/serve.py", "deploy/start.sh"} <= named
    assert [path for path in named if not (settings.BASE_DIR / path).exists()] == []


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_configuration_is_accepted_by_nginx(tmp_path):
    with nginx(9, 10) as front:
        assert front.port


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_line_for_a_crisis_closes_the_newsroom_and_nothing_else():
    page = (Path(settings.BASE_DIR) / "docs" / "crisis.md").read_text()
    (line,) = re.findall(r"^    location .*", page, flags=re.MULTILINE)

    with nginx(9, closed=line) as front:
        assert get(f"http://127.0.0.1:{front.port}/admin/")[0] == 503
        assert get(f"http://127.0.0.1:{front.port}/")[0] != 503
