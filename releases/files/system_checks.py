"""A system check that no web server exposes the folder of files."""

from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def media_root_is_apart(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """MEDIA_ROOT holds what is not public yet; STATIC_ROOT is served to everyone."""
    media = Path(settings.MEDIA_ROOT).resolve()
    shown = [
        Path(settings.STATIC_ROOT).resolve(),
        *(Path(str(folder)).resolve() for folder in settings.STATICFILES_DIRS),
    ]
    return [
        Error(
            f"MEDIA_ROOT ({media}) and a folder of static files ({folder}) overlap.",
            hint="MEDIA_ROOT holds files of editions that are not public yet; choose a folder that no web server serves.",
            id="releases.E001",
        )
        for folder in shown
        if media.is_relative_to(folder) or folder.is_relative_to(media)
    ]
