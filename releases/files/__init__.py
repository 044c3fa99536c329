"""Files carried by editions: which are accepted, what is stripped from them, and where their bytes are stored.

`admission` judges and stores nothing; `store` stores and judges nothing. Neither knows about editions.
"""

from releases.files.admission import Accepted, FileRefused, accept

__all__ = ["Accepted", "FileRefused", "accept"]
