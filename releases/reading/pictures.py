"""Files of an edition with their addresses, and how a picture stands in a page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from releases.files.kinds import label_of
from releases.models import EditionFile
from releases.models.files import Bytes

# How wide a picture is shown: a text is as wide as its lines may be long, the leading release of the front page somewhat wider.
IN_A_TEXT = "(min-width: 44rem) 40rem, 100vw"
LEADING = "(min-width: 60rem) 45rem, 100vw"
LIGHT, COMMON = "image/webp", "image/jpeg"

Placed = tuple[Bytes, str]  # with its address


@dataclass(frozen=True)
class ShownFile:
    """`copies` are those of a picture in several widths, narrow ones first."""

    file: EditionFile
    address: str
    preview: str
    copies: tuple[Placed, ...] = ()

    @classmethod
    def at(cls, file: EditionFile, address: Callable[[Bytes], str]) -> "ShownFile":
        """At the addresses at which its reader gets it."""
        own = address(file.itself)
        preview = address(file.preview) if file.preview else own
        return cls(file, own, preview, tuple((copy, address(copy)) for copy in file.smaller))

    @property
    def type_label(self) -> str:
        return label_of(self.file.media_type)

    @property
    def alternative(self) -> str:
        return "" if self.file.is_decoration else self.file.alternative_text

    @property
    def words(self) -> str:
        """The picture where only words can be shown: what it shows, what is said of it, and whose it is."""
        said = " ".join(part for part in (self.file.title, self._credited) if part)
        told = f"[{_('Picture')}: {self.alternative}]" if self.alternative else ""
        return " ".join(part for part in (told, said) if part)

    @property
    def _credited(self) -> str:
        return f"({self.file.credit})" if self.file.credit else ""

    def image(self, sizes: str = IN_A_TEXT, *, at_once: bool = False, alternative: str | None = None) -> SafeString:
        """As HTML. The browser takes the copy that it needs; the size is known before, so that nothing jumps."""
        alt = self.alternative if alternative is None else alternative
        loading = ' fetchpriority="high"' if at_once else ' loading="lazy" decoding="async"'
        common = self._srcset(COMMON)
        image = (
            f'<img src="{escape(self.preview)}"{_attributes(common, sizes)} alt="{escape(alt)}"'
            f' width="{self.file.width or 0}" height="{self.file.height or 0}"{loading}>'
        )
        if light := self._srcset(LIGHT):
            image = f'<picture><source type="{LIGHT}"{_attributes(light, sizes)}>{image}</picture>'
        return mark_safe(image)  # noqa: S308  # every value is escaped

    def large(self) -> SafeString:
        """On the front page, beside the headline that it belongs to."""
        return self.image(LEADING, at_once=True, alternative="")

    def small(self) -> SafeString:
        """In a list: the narrowest copy alone, since a page has twenty."""
        narrow = {copy.media_type: address for copy, address in reversed(self.copies)}
        image = f'<img src="{escape(narrow.get(COMMON, self.preview))}" alt="" width="480" height="320" loading="lazy">'
        light = f'<source type="{LIGHT}" srcset="{escape(narrow[LIGHT])}">' if LIGHT in narrow else ""
        return mark_safe(f"<picture>{light}{image}</picture>")  # noqa: S308  # every value is escaped

    def figure(self, *, at_once: bool = False) -> SafeString:
        """With its caption and credit; a picture that tells something leads to itself in full size."""
        image = self.image(at_once=at_once)
        if self.alternative:
            image = mark_safe(f'<a href="{escape(self.address)}">{image}</a>')  # noqa: S308  # escaped
        return mark_safe(f"<figure>{image}{self.caption}</figure>")  # noqa: S308  # likewise

    @property
    def lead_figure(self) -> SafeString:
        return self.figure(at_once=True)

    @property
    def caption(self) -> SafeString:
        """Empty if there is nothing to say."""
        credit = f'<span class="credit">{escape(self.file.credit)}</span>' if self.file.credit else ""
        said = " ".join(part for part in (conditional_escape(self.file.title), credit) if part)
        return mark_safe(f"<figcaption>{said}</figcaption>" if said else "")  # noqa: S308  # likewise

    def _srcset(self, media_type: str) -> str:
        return ", ".join(
            f"{escape(address)} {copy.width}w" for copy, address in self.copies if copy.media_type == media_type
        )


def _attributes(srcset: str, sizes: str) -> str:
    return f' srcset="{srcset}" sizes="{sizes}"' if srcset else ""
