from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor. A model of our own from the first migration on, since Django cannot change it later."""
