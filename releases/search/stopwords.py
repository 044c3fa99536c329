"""Stop words. They are indexed, for phrases, but ignored in queries."""

_ALL = {
    "en": """a about after all also an and any are as at be been but by can for from had has have he her his how i if in into is it its me my no
        not of on or our s she so some such t than that the their them then there these they this those to was we were what when where which who why
        will with would you your""",
    "fr": """a ai au aux avec c ce ces cette d dans de des du elle elles en est et eu il ils j je jusqu l la le les leur leurs lorsqu lui m ma mais me
        meme mes n ne nos notre nous on ont ou par pas pour qu que quels quelle qui s sa sans se ses si son sont sur t ta te tes tu un une vos votre
        vous y""",
    "de": """aber als am an auch auf aus bei beim bis das dass dem den der des die dies diese dieser dieses durch ein eine einem einen einer eines er es
        fur hat haben ich ihr im in ist mit nach nicht noch nur oder sein sich sie sind so uber um und unter vom von vor war was wie wir wird zu zum
        zur""",
    "it": """a ad agli ai al all alla alle allo anche c che chi ci con d da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello di e
        ed gli ha hanno i il in io l la le lo loro ma mi ne negli nei nel nell nella nelle nello noi non o per piu quale quali quando s se si sia sono
        su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra fra un una uno""",
    "ru": """а без более бы был была были было быть в вам вас во вот все всех вы да для до его ее если есть еще же за и из или им их к как ко когда кто
        ли мы на над не него нее нет ни них но о об он она они оно от по под при с со так также то того тоже только у уже что чтобы эта эти это этого
        этой этот я""",
    "es": """a al ante como con cual cuando d de del desde donde e el ella ellos en entre era es esa ese eso esta este esto estos fue ha han hasta la las
        le les lo los mas me mi muy ni no nos o para pero por que quien se segun ser si sin sobre son su sus tambien te un una uno unos y ya""",
}
STOPWORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _ALL.items()}


def says_nothing(word: str, language: str) -> bool:
    return word in STOPWORDS.get(language.split("-")[0], frozenset())
