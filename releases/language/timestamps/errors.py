class UnclearDateError(ValueError):
    """The text is not a date, or is ambiguous. The message continues the sentence “The date '03/05/2010' …”."""
