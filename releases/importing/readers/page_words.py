"""Words that identify a press-release page in the six languages: its type, and the labels of its facts."""

# Each type with the language of its name; a text copy offers no better evidence of its language.
TYPE_NAMES = {
    "en": {
        "press release": "press-release", "news": "news", "press statement": "press-statement", "story": "story",
        "spot report": "spot-report", "daily report": "daily-report", "media advisory": "media-advisory", "speech": "speech",
    },
    "fr": {
        "communiqué de presse": "press-release", "actualités": "news", "actualité": "news", "déclaration à la presse": "press-statement",
        "rapport ponctuel": "spot-report", "rapport quotidien": "daily-report", "avis aux médias": "media-advisory", "discours": "speech",
    },
    "de": {
        "pressemitteilung": "press-release", "presseaussendung": "press-release", "nachrichten": "news", "presseerklärung": "press-statement",
        "sonderbericht": "spot-report", "tagesbericht": "daily-report", "medienhinweis": "media-advisory", "rede": "speech",
    },
    "it": {
        "comunicato stampa": "press-release", "notizie": "news", "notizia": "news", "dichiarazione alla stampa": "press-statement",
        "rapporto giornaliero": "daily-report", "avviso ai media": "media-advisory", "discorso": "speech",
    },
    "ru": {
        "пресс-релиз": "press-release", "новости": "news", "новость": "news", "заявление для прессы": "press-statement",
        "оперативный отчет": "spot-report", "ежедневный отчет": "daily-report", "ежедневный отчёт": "daily-report", "речь": "speech",
        "выступление": "speech", "сообщение для сми": "media-advisory",
    },
    "es": {
        "comunicado de prensa": "press-release", "nota de prensa": "press-release", "noticias": "news", "declaración de prensa": "press-statement",
        "informe diario": "daily-report", "aviso a los medios": "media-advisory", "discurso": "speech",
    },
}  # fmt: skip
TYPES = {name: type_ for names in TYPE_NAMES.values() for name, type_ in names.items()}
LANGUAGES = {name: language for language, names in TYPE_NAMES.items() for name in names}

LABEL_NAMES = {
    "date": ("date", "datum", "data", "дата", "fecha"),
    "place": ("place", "location", "lieu", "ort", "luogo", "место", "lugar"),
    "source": ("source", "quelle", "fonte", "источник", "fuente"),
    "fields_of_work": (
        "fields of work", "domaines d’activité", "domaines d'activité", "tätigkeitsbereiche", "arbeitsbereiche", "campi di attività",
        "settori di attività", "сферы деятельности", "направления деятельности", "ámbitos de trabajo", "áreas de trabajo",
    ),
    "countries": ("countries", "country", "pays", "länder", "land", "paesi", "paese", "страны", "страна", "países", "país"),
}  # fmt: skip
LABELS = {name: key for key, names in LABEL_NAMES.items() for name in names}
