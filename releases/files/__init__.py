"""Files that editions carry: what may come in, what is taken out of it, where its bytes lie.

`accept` judges a file and stores nothing; `store` keeps bytes and judges nothing. Neither knows editions.
"""

from releases.files.admission import Accepted, FileRefused, accept

__all__ = ["Accepted", "FileRefused", "accept"]
