class UnclearDateError(ValueError):
    """The text is no date, or can be several. What it says follows on “The date '03/05/2010' …”."""
