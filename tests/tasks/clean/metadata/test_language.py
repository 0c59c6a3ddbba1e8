"""The language: declared, checked by the text; of texts that declare nothing, what the text is clearly in."""

from __future__ import annotations

import pytest

from tasks.clean.metadata.language import detected, language_of

ENGLISH = (
    "The council met on Tuesday and agreed to reopen the harbour after months of work on the quay. "
    "Fishermen had waited for"
    " this day since the autumn, when a storm broke the outer wall and sank two boats. Nobody was hurt then, "
    "but the ferry"
    " to the islands has not sailed since, and the shops over there ran out of almost everything by Christmas."
)
GERMAN = (
    "Der Rat hat am Dienstag beschlossen, den Hafen nach Monaten der Arbeit am Kai wieder zu öffnen. "
    "Die Fischer hatten seit"
    " dem Herbst auf diesen Tag gewartet, als ein Sturm die äußere Mauer zerbrach und zwei Boote versenkte. "
    "Verletzt wurde"
    " damals niemand, aber die Fähre zu den Inseln fährt seitdem nicht mehr, und den Läden dort ging fast alles aus."
)
FRENCH = (
    "Le conseil a décidé mardi de rouvrir le port après des mois de travaux sur le quai. "
    "Les pêcheurs attendaient ce jour"
    " depuis l'automne, quand une tempête avait brisé le mur extérieur et coulé deux bateaux. "
    "Personne n'avait été blessé,"
    " mais le bac qui mène aux îles ne circule plus depuis, et les magasins y manquent de presque tout."
)
SPANISH = (
    "El consejo decidió el martes reabrir el puerto después de varios meses de obras en el muelle. "
    "Los pescadores esperaban"
    " este día desde el otoño, cuando una tormenta rompió el muro exterior y hundió dos barcos. "
    "Nadie resultó herido, pero"
    " el transbordador que va a las islas no ha vuelto a salir, y en las tiendas de allí falta casi de todo."
    " La alcaldesa agradeció a los obreros que trabajaron durante dos inviernos, "
    "y anunció que en junio habrá una fiesta."
    " Según la autoridad portuaria, este año se espera que cuarenta mil personas viajen a las islas."
)
RUSSIAN = (
    "Во вторник совет решил снова открыть порт после нескольких месяцев работ на набережной. "
    "Рыбаки ждали этого дня с осени,"
    " когда буря разрушила внешнюю стену и потопила две лодки. Тогда никто не пострадал, "
    "но паром на острова с тех пор не"
    " ходит, и в тамошних магазинах закончилось почти всё, рассказала мэр города."
    " Она поблагодарила рабочих, которые трудились здесь две зимы, и пообещала, что в июне будет большой праздник."
    " По словам начальника порта, в этом году на острова поедут сорок тысяч человек, это больше, чем когда-либо."
)
ZULU = (
    "Umkhandlu uthe ngoLwesibili uzovula itheku futhi, ngoba umsebenzi usuphelile. "
    "IMeya ithe abantu bajabulile ukuthi imikhumbi ibuyile, kanye nabadobi. " * 2
)
XHOSA = (
    "Ibhunga lithe ngoLwesibini liza kulivula izibuko kwaye uMphathi wesixeko uthe abantu bavuyile ukuba iinqanawa "
    "zibuyile, okanye zisendleleni xa kunyanzelekile. " * 2
)
JAPANESE = (
    "議会は火曜日、数か月にわたる岸壁の工事を終えて港を再開することを決めた。漁師たちは秋からこの日を待っていた。"
)
CHINESE = "市议会星期二决定，在码头施工数月之后重新开放港口，市长这样说。渔民们对此表示欢迎。"


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es"), (ZULU, "zu"), (XHOSA, "xh"), (JAPANESE, "ja"),
        (CHINESE, "zh"),
     (RUSSIAN, "ru"),
     ("Short words.", None), ("12 34 56 78 " * 40, None), ("", None)],
)  # fmt: skip
def test_a_text_that_declares_nothing_is_in_the_language_of_its_words(text, language):
    assert detected(text) == language
    assert language_of([], text) == (language, "detector" if language else None)


def test_a_declaration_that_the_text_does_not_contradict_stands():
    assert language_of([("html_lang", "en-GB")], ENGLISH) == ("en", "html_lang")
    assert language_of([("html_lang", "pt")], "Short words.") == ("pt", "html_lang")


@pytest.mark.parametrize(
    ("text", "language"), [(GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es"), (JAPANESE, "ja"), (ZULU, "zu")]
)
def test_a_template_that_calls_everything_english_is_corrected_by_the_text(text, language):
    assert language_of([("html_lang", "en")], text) == (language, "detector")


def test_a_second_declaration_that_agrees_with_the_text_is_the_witness():
    assert language_of([("html_lang", "en"), ("json_ld", None), ("meta", "de_DE")], GERMAN) == ("de", "meta")


def test_codes_that_say_the_same_are_one():
    assert [language_of([("html_lang", tag)], "")[0] for tag in ("nb-NO", "no", "iw", "zh-Hans-CN")] == [
        "no",
        "no",
        "he",
        "zh",
    ]
