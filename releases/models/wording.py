from django.db import models


class EditionWording(models.Model):
    """By which words a text is found again when somebody asks whether it was public: digests of the headline, and of the first
    letters of lead and body. Written by `releases.reading.wording`, for released editions only; a candidate is always compared
    with the text itself.
    """

    edition = models.OneToOneField("releases.Edition", models.CASCADE, primary_key=True, related_name="wording")
    headline = models.BigIntegerField(db_index=True)
    lead = models.BigIntegerField(null=True, db_index=True)
    body = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id}"
