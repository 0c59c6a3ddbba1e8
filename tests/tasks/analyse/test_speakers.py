"""Who says what: each rule on a sentence of its own, and he and she resolved."""

from __future__ import annotations

import pytest

from tasks.analyse.reading import Reading, read, read_every_rule


def said(reading: Reading) -> list[list[str | None]]:
    """The names of each outermost quotation's speakers."""
    return [
        [one.name for one in reading.speakers if one.position == quotation.position]
        for quotation in reading.quotations
        if quotation.nested_in is None
    ]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“The bridge is closed,” said Marian Oduya.", [["Marian Oduya"]]),
        ("“The bridge is closed,” Marian Oduya said.", [["Marian Oduya"]]),
        ("“The bridge is closed,” Marian Oduya, the mayor of Tharn, told reporters.", [["Marian Oduya"]]),
        ("“The bridge is closed,” said the mayor, Marian Oduya.", [["Marian Oduya"]]),
        ("Marian Oduya said: “The bridge is closed.”", [["Marian Oduya"]]),
        ("Marian Oduya, who runs the port, said the bridge was “closed for good”.", [["Marian Oduya"]]),
        ("“We wait,” Marian Oduya said, “and then we go.”", [["Marian Oduya"], ["Marian Oduya"]]),
        ("“We wait,” Marian Oduya said. “Then we go.”", [["Marian Oduya"], ["Marian Oduya"]]),
        ("According to Marian Oduya, the bridge is “a danger to us all”.", [["Marian Oduya"]]),
        ("Tharn, the mayor said, was “a gift”.", [[None]]),
        ("After a march outside Tharn, the union leader said it was “a gift”.", [[None]]),
        ("Marian Oduya:\n\n“The bridge is closed.”", [["Marian Oduya"]]),
        ("Will Harker knew. “They left us,” Harker said.", [["Will Harker"]]),
        ("The Harbour Company said it was “deeply sorry” about it.", [["Harbour Company"]]),
        (
            "The strike was over. “Nobody won this,” Marian Oduya and Corwin Haldane said.",
            [["Marian Oduya", "Corwin Haldane"]],
        ),
        ("The town had shown “great patience”, the mayor Marian Oduya said.", [["Marian Oduya"]]),
        ("Marian Oduya said the company had shown “no respect”.", [["Marian Oduya"]]),
        ("“We wait,” Senator Marian Oduya of New York, the leader of the house, said.", [["Marian Oduya"]]),
        ("Sen. Marian Oduya of Virginia says, “We wait for the ships.”", [["Marian Oduya"]]),
        ("Sen. Marian Oduya (R-Ky.) on Sunday said on the radio that the plan was “a bad joke”.", [["Marian Oduya"]]),
        (
            "Marian Oduya named the union as a top adversary of the United States and denounced the papers as "
            "“enemies of the port”.",
            [["Marian Oduya"]],
        ),
        (
            "Marian Oduya was tired after her meeting with Corwin Haldane and railed that “the port is lost”.",
            [["Marian Oduya"]],
        ),
        ("Marian Oduya resigned. “We are done,” the President said.", [["Marian Oduya"]]),
        ("The plan is a “gift” that brings “real work,” Marian Oduya said.", [["Marian Oduya"], ["Marian Oduya"]]),
        ("It is a “bad plan” for the town, said Marian Oduya.", [["Marian Oduya"]]),
        ("“We waited” since nobody came to the quay, said Marian Oduya.", [["Marian Oduya"]]),
        ("“We wait” Marian Oduya said.", [["Marian Oduya"]]),
        ("Marian Oduya: the harbour plan is a “gift” to the banks", [["Marian Oduya"]]),
        ("Marian Oduya was clear in her answer: “The bridge is closed.”", [["Marian Oduya"]]),
        ("The plan was a “gift” in Marian Oduya’s view.", [["Marian Oduya"]]),
        ("It was, in the words of Marian Oduya, a “gift” to the banks.", [["Marian Oduya"]]),
        ("Marian Oduya praised the pilots. “They came at once.”", [["Marian Oduya"]]),
        ("Marian Oduya praised the pilots.\n\n“They came at once.”", [["Marian Oduya"]]),
        ("It was a plan that the former mayor, Marian Oduya, called “a gift”.", [["Marian Oduya"]]),
        ("As Marian Oduya, author of “The Quay,” put it, “Nobody came.”", [[], ["Marian Oduya"]]),
        ("As Marian Oduya has written, “The bridge is closed.”", [["Marian Oduya"]]),
        ("The Harbour Company did not answer, telling the court that it was “not ready”.", [["Harbour Company"]]),
        ("Hundreds of dockers marched on Monday, chanting “No to the crane.”", [["Hundreds of dockers"]]),
        ("With many dockers chanting “No to the crane,” the ship left.", [[None]]),
        ("The pilots left. Another said the bridge was “a danger to us all”.", [[None]]),
        ("Corwin Haldane blamed the papers for Marian Oduya’s claim that it was “a gift”.", [["Marian Oduya"]]),
        ("As Marian Oduya said, the town began to call the bridge: “Lost, lost, lost.”", [["Marian Oduya"]]),
        ("The Harbour Company found that “nobody was asked”.", [["Harbour Company"]]),
        ("The town found the bridge to be “a relic”.", [[]]),
        ("It quoted Marian Oduya as saying “the bridge is lost”.", [["Marian Oduya"]]),
        ("Marian Oduya was quoted as saying “the bridge is lost”.", [["Marian Oduya"]]),
        ("The two dockers, however, argue that “nobody was asked”.", [[None]]),
    ],
)
def test_each_pattern_names_its_speaker(text: str, speakers: list[list[str]]):
    assert said(read(text, "en")) == speakers


def test_who_was_told_is_not_who_speaks():
    assert said(read("Passengers were told “that the boat would sail at noon”.", "en")) == [[]]


def test_a_long_quotation_has_one_speaker_over_its_paragraphs():
    text = "Marian Oduya said: “We waited.\n\n“Nobody came.\n\n“So we left.”"
    assert said(read(text, "en")) == [["Marian Oduya"]] * 3


def test_a_long_quotation_whose_speaker_is_inferred_has_no_speaker_in_its_later_paragraphs():
    text = "“We waited,” said Marian Oduya.\n\n“Nobody came.\n\n“So we left.\n\n“And we came back.”"
    reading = read(text, "en")
    assert [one.rule for one in reading.quotations[1:]] == ["carried_over", "continued_inferred", "continued_inferred"]
    assert said(reading) == [["Marian Oduya"], ["Marian Oduya"], [], []]


def test_he_and_she_are_the_ones_named_before():
    text = (
        "Marian Oduya met the harbour master, Corwin Haldane, on Monday.\n\n"
        "“The crane is old,” she said.\n\n“We know that,” he replied. He asked for “a little time”."
    )
    assert said(read(text, "en")) == [["Marian Oduya"], ["Corwin Haldane"], ["Corwin Haldane"]]


@pytest.mark.parametrize(
    ("sentences", "speaker"),
    [
        ("Mr Brezak’s daughter Katya handed out tea. It was cold, she said. “We wait for the ships.”", "Katya"),
        ("His wife Zuleikha handed out tea. “We wait,” she said.", "Zuleikha"),
        ("Zuleikha, 34, handed out tea. “We wait,” she said.", "Zuleikha"),
        ("Zuleikha, a nurse at the port, handed out tea. “We wait,” she said.", "Zuleikha"),
        ("The manager, Zuleikha, handed out tea. “We wait,” she said.", "Zuleikha"),
        ("Zuleikha Brezak handed out tea. “We wait,” she said.", None),
        ("At the gate, Zuleikha handed out tea. It was cold, she said. “We wait for the ships.”", None),
        ("Brezak’s daughter handed out tea. “We wait,” she said.", None),
        ("The keeper of the lamp, Zuleikha, handed out tea. “We wait,” she said.", None),
        ("A nurse handed out tea. “We wait,” she said.", None),
        ("The nurse handed out tea. “We wait,” she said.", None),
        ("“It is cold,” said a nurse. “We wait,” she said.", None),
        ("Her father waited at the gate. “We wait,” she said.", "Marian Oduya"),
        ("Mr Haldane was tired. “We wait,” she said.", "Marian Oduya"),
        ("The strike went on. “We wait,” she said.", "Marian Oduya"),
    ],
)
def test_she_is_nobody_from_before_another_woman(sentences: str, speaker: str | None):
    text = f"Marian Oduya leads the dockers. “We walked out,” said Ms Oduya.\n\n{sentences}"
    assert said(read(text, "en"))[-1] == [speaker]


def test_whoever_was_called_he_is_not_she():
    came = "Tharn Haldane, who runs the port, came."
    assert said(read(f"{came} “I am cold,” he said. “We wait,” she said.", "en")) == [["Tharn Haldane"], [None]]
    assert said(read(f"{came} He was cold.\n\n“We wait,” she said.", "en")) == [[None]]


def test_a_whole_text_of_quotations_has_no_speaker_from_elsewhere():
    names = ["Marian Oduya", "Corwin Haldane", "Ida Brannock"]
    lines = [f"“This is line {number} of the day,” said {names[number % 3]}." for number in range(290)]
    lines += [f"“Nobody signed line {number}.”\n\nThe ferry was late." for number in range(10)]
    speakers = said(read("\n\n".join(lines), "en"))
    assert speakers[:290] == [[names[number % 3]] for number in range(290)]
    assert speakers[291:] == [[]] * 9


def test_questions_and_answers_of_an_interview_are_given_to_nobody_else():
    text = (
        "Marian Oduya leads the dockers. We met her at the gate.\n\nQ: Corwin Haldane says “the port is lost”.\n\n"
        "A: “It is not.”\n\n“Do you sleep at all?”\n\n“Not much.”\n\nLedger: “What will you do?”\n\n"
        "Oduya: “We will go back.”\n\nLedger: “And then?”"
    )
    assert said(read(text, "en")) == [["Corwin Haldane"], [], [], [], [], ["Marian Oduya"], []]


def test_a_letter_to_the_editor_takes_no_speaker_from_the_letter_before():
    text = (
        "Sir – Corwin Haldane wrote that “the port is lost”. He is wrong. “We will stand,” as the song has it.\n\n"
        "Ida Brannock, Hathwick\n\nSir – My father worked on the quay. “Never trust a brake,” he said.\n\n"
        "Sir – I read your “report” with sorrow. “Nobody asked us,” it said."
    )
    assert said(read(text, "en")) == [["Corwin Haldane"], [], [None], [None], [None]]


def test_entries_of_a_live_blog_take_no_speaker_from_the_entry_before():
    text = (
        "09:12 Marian Oduya, who leads the dockers, has arrived. “We will stand,” she said.\n\n09:30 The ferry is late."
        "\n\n“Passengers should wait at home.”\n\n09:45 Corwin Haldane, the harbour master, says: “The crane is safe.”"
        "\n\n10:15 More from the gate: “We do not believe it.”\n\n11:00\n“All ships are late.”"
    )
    assert said(read(text, "en")) == [["Marian Oduya"], [], ["Corwin Haldane"], [], []]


def test_a_role_that_is_no_office_is_not_the_only_one_named():
    assert said(read("Marian Oduya came. “We wait,” said the nurse.", "en")) == [[None]]
    assert said(read("Marian Oduya, a nurse, came. “We wait,” said the nurse.", "en")) == [["Marian Oduya"]]


def test_a_lone_surname_is_the_person_named_in_full():
    text = "Marian Oduya spoke first.\n\n“The crane is old,” said Ms Oduya. Oduya added: “It must go.”"
    assert said(read(text, "en")) == [["Marian Oduya"], ["Marian Oduya"]]


def test_they_are_the_organisations_that_spoke_before():
    text = (
        "The Pilots Union and the Harbour Council accused the company of “pure greed”.\n\nThey said: "
        "“We will not sail.”"
    )
    assert said(read(text, "en"))[1] == ["Pilots Union", "Harbour Council"]


def test_the_letter_speaks_for_who_wrote_it():
    text = (
        "In a letter, Marian Oduya said the crane was “a disgrace”.\n\nThe letter begins: "
        "“We have had enough of waiting.”"
    )
    assert said(read(text, "en"))[1] == ["Marian Oduya"]


def test_somebody_without_a_name_has_no_name():
    reading = read("“The bridge is closed,” a spokesman said.", "en")
    assert [(one.name, one.kind) for one in reading.speakers] == [(None, "unnamed")]


def test_a_rule_that_is_not_sure_enough_is_kept_without_its_speaker():
    reading = read("Marian Oduya walked away from the “so-called plan”.", "en")
    quotation = reading.quotations[0]
    assert (quotation.rule, quotation.speaker_start, reading.speakers) == ("subject_name", None, [])


def test_a_language_without_rules_has_quotations_and_no_speakers():
    reading = read("“Il ponte è chiuso”, ha detto Marian Oduya.", "it")
    assert (len(reading.quotations), reading.speakers, reading.people) == (1, [], [])


def test_a_text_whose_source_names_no_language_is_read_as_what_it_is():
    text = "The mayor of the town met the owners of the port in the hall. " * 3 + "“It is over,” said Marian Oduya."
    assert read(text, None).language == "en"
    assert read("Der Bürgermeister und die Stadt trafen die Eigner von der Werft nicht. " * 5, None).language == "de"
    assert read("Il sindaco della città ha incontrato i proprietari del porto. " * 5, None).language is None


@pytest.mark.parametrize(
    ("language", "text", "speakers"),
    [
        ("de", "„Die Brücke ist gesperrt“, sagte Marian Oduya.", [["Marian Oduya"]]),
        ("de", "„Die Brücke ist gesperrt“, sagte Bürgermeisterin Marian Oduya am Montag.", [["Marian Oduya"]]),
        ("de", "»Die Brücke ist gesperrt«, so die Bürgermeisterin der Stadt, Marian Oduya.", [["Marian Oduya"]]),
        ("de", "Hafenchef Jens Harker erklärte am Abend: „Die Brücke ist gesperrt.“", [["Jens Harker"]]),
        ("de", "Am Abend erklärte Hafenchef Jens Harker: „Die Brücke ist gesperrt.“", [["Jens Harker"]]),
        (
            "de",
            "Jens Harker leitet den Hafen. „Wir warten“, sagte er, „und dann fahren wir.“ „Jetzt nicht“, "
            "meinte Harker.",
            [["Jens Harker"]] * 3,
        ),
        ("de", "„Das weiß jeder“, sagte der Sprecher der Werft.", [[None]]),
        ("de", "Anne Harkers Haus brennt. „Rauch überall“, rief Harker.", [["Anne Harker"]]),
        ("fr", "« Le pont est fermé », a déclaré Marion Oduya.", [["Marion Oduya"]]),
        ("fr", "« Le pont est fermé », a affirmé le ministre des Transports, Jean Harker.", [["Jean Harker"]]),
        ("fr", "Jean Harker dirige le port. « Nous attendons », explique-t-il.", [["Jean Harker"]]),
        ("fr", "Jean Harker dirige le port. « Nous attendons », a-t-il expliqué.", [["Jean Harker"]]),
        ("es", "«El puente está cerrado», dijo Mariana Oduya.", [["Mariana Oduya"]]),
        ("es", "“El puente está cerrado”, ha explicado la alcaldesa, Mariana Oduya.", [["Mariana Oduya"]]),
    ],
)
def test_verb_and_subject_turned_round_behind_a_quotation(language: str, text: str, speakers: list[list[str | None]]):
    assert said(read(text, language)) == speakers


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "Anna Oduya kam. „Die Brücke ist zu“, erklärte der Hafenmeister Corwin Haldane.", "Corwin Haldane"),
        ("de", "Anna Oduya kam. „Die Brücke ist zu“, erklärte der Kranwart Corwin Haldane.", "Corwin Haldane"),
        ("de", "Anna Oduya kam. „Die Brücke ist zu“, sagte der Kranwart der Werft, Corwin Haldane.", "Corwin Haldane"),
        ("de", "Anna Oduya kam. Der Kranwart der Werft, Corwin Haldane, sagte: „Es ist zu spät.“", "Corwin Haldane"),
        ("de", "„Wir warten“, sagte Anna Oduya. „Die Brücke ist zu“, erklärte der Kranwart.", None),
        ("de", "Anna Oduya kam. Die Krankenschwester Ketevan Brezak blieb. „Wir warten“, sagte sie.", "Ketevan Brezak"),
        ("de", "Anna Oduya kam. Ketevan Brezak blieb. „Wir warten“, sagte sie.", None),
        ("es", "Mariana Oduya llegó. «Está cerrado», dijo el director del puerto, Corwin Haldane.", "Corwin Haldane"),
        ("es", "Mariana Oduya llegó. «Está cerrado», dijo el capataz Corwin Haldane.", "Corwin Haldane"),
        ("es", "Mariana Oduya llegó. «Está cerrado», dijo el capataz del muelle.", None),
        ("es", "Mariana Oduya llegó. El jefe del muelle, Corwin Haldane, dijo: «Está cerrado».", "Corwin Haldane"),
        ("fr", "Marion Oduya vient. « C’est fermé », a déclaré le chef du port, Corwin Haldane.", "Corwin Haldane"),
        ("fr", "Marion Oduya vient. « C’est fermé », a déclaré le contremaître Corwin Haldane.", "Corwin Haldane"),
        ("fr", "« J’attends », dit Marion Oduya. « C’est fermé », a déclaré le contremaître.", None),
    ],
)
def test_names_that_no_list_knows_behind_their_office(language: str, text: str, speaker: str | None):
    assert said(read(text, language))[-1] == [speaker]


def test_a_noun_with_a_capital_is_no_person_in_german():
    text = (
        "Die Polizei sagte, das Schiff sei sicher. „Kein Grund zur Sorge“, betonte die Reederei. Beides sagte niemand."
    )
    assert read(text, "de").people == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The bridge is closed,” said Marian Oduya.", "direct"),
        ("Marian Oduya said the bridge was “closed for good”.", "partial"),
        ("They marched under the banner “enough is enough” on Monday.", "slogan"),
        ("The town has a “so-called” harbour.", "scare"),
        ("She reads the novel “The Long Night” on the boat.", "title"),
    ],
)
def test_kinds(text: str, kind: str):
    assert read(text, "en").quotations[0].kind == kind


def test_offsets_are_of_the_body():
    text = "😀 “The bridge is closed,” said Marian Oduya."
    reading = read(text, "en")
    quotation = reading.quotations[0]
    assert text[quotation.char_start : quotation.char_end] == "The bridge is closed,"
    assert quotation.speaker_start is not None
    assert text[quotation.speaker_start : quotation.speaker_end] == "Marian Oduya"


@pytest.mark.parametrize(
    ("text", "language", "rule", "speakers"),
    [
        (
            "Marian Oduya attend. « Nous attendons, dit-elle, et personne ne vient. »",
            "fr",
            "inside",
            [["Marian Oduya"]],
        ),
        ("« Le pont est fermé, a déclaré Marian Oduya, et il le restera. »", "fr", "inside", [["Marian Oduya"]]),
        ("Selon Marian Oduya, le pont est « un danger pour tous ».", "fr", "source_before", [["Marian Oduya"]]),
        ("Laut Marian Oduya ist die Brücke „eine Gefahr für alle“.", "de", "source_before", [["Marian Oduya"]]),
        ("Según Marian Oduya, el puente es «un peligro para todos».", "es", "source_before", [["Marian Oduya"]]),
    ],
)
def test_rules_without_a_figure_are_told_and_store_no_speaker(
    text: str, language: str, rule: str, speakers: list[list[str]]
):
    every = read_every_rule(text, language)
    assert said(every) == speakers
    assert [one.rule for one in every.quotations] == [rule]
    assert said(read(text, language)) == [[]]
