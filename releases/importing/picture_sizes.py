"""The sizes in which WordPress stores a picture: `bridge-300x200.jpg` beside `bridge.jpg`, which may be `bridge-scaled.jpg`."""

import re

SIZE = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled)(?=\.[A-Za-z]{3,4}$)")


def unsized(path: str) -> str:
    """
    >>> unsized("/uploads/bridge-300x200.jpg"), unsized("/uploads/agenda-2020.pdf")
    ('/uploads/bridge.jpg', '/uploads/agenda-2020.pdf')
    """
    return SIZE.sub("", path)
