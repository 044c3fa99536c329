import ctypes
import signal
from contextlib import suppress

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, linux/prctl.h


def die_with_parent() -> None:
    """If the parent is killed and can end nothing itself, Linux ends this process. Other systems lack only that."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
