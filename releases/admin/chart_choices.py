"""The field of a text. Where no script runs, a choice below it says for each table whether it is drawn as well; the editor has buttons
for that.
"""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django_prose_editor.widgets import AdminProseEditorWidget

from releases.charts.texts import MOST_CHARTS, tables_in, with_kinds
from taxonomy import richtext
from taxonomy.chart_kinds import LABELS

SHOWN = 60  # characters of the words a table begins with


class TextWidget(AdminProseEditorWidget):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        tables = list(tables_in(value or ""))[:MOST_CHARTS]
        context = {
            "name": name,
            "kinds": LABELS.items(),
            "tables": [(number, table.words[:SHOWN], table.kind) for number, table in enumerate(tables, start=1)],
        }
        return field + render_to_string("admin/releases/edition/_charts.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """With the kinds that were chosen, as long as the text has the tables for which they were."""
        value = super().value_from_datadict(data, files, name)
        chosen = [
            kind for number in range(1, MOST_CHARTS + 1) if (kind := data.get(f"{name}-chart-{number}")) in LABELS
        ]
        if not (value and chosen):
            return value
        text = richtext.clean(value)
        fits = min(len(list(tables_in(text))), MOST_CHARTS) == len(chosen)
        return with_kinds(text, chosen) if fits else value
