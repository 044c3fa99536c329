"""python -m drills [NAME…]: one process each, since each has a database of its own."""

import subprocess
import sys
import time
from collections.abc import Callable

from drills import crowded, front, killed, replica

DRILLS: dict[str, Callable[[], None]] = {
    "processes-killed": killed.processes,
    "database-killed": killed.database,
    "spike": crowded.spike,
    "slow-connections": crowded.slow_connections,
    "replica": replica.failover,
    "nginx": front.rounds,
}


def main(names: list[str]) -> int:
    if names == ["--list"]:
        print("\n".join(DRILLS))
        return 0
    failed = [name for name in names or DRILLS if not passed(name)]
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return len(failed)


def passed(name: str) -> bool:
    began = time.monotonic()
    print(f"{name}: {(DRILLS[name].__doc__ or '').splitlines()[0]}", flush=True)
    code = f"from drills.__main__ import DRILLS; DRILLS[{name!r}]()"
    outcome = subprocess.run([sys.executable, "-u", "-c", code], check=False)
    print(f"  {'passed' if outcome.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return outcome.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
