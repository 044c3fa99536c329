"""Stop with a sentence if Python is too old; written so that old versions can parse it."""

import sys

if sys.version_info < (3, 11):
    sys.exit("osce_cms needs Python 3.11 or later; this is %d.%d. Use: make PYTHON=python3.11" % sys.version_info[:2])
