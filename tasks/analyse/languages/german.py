"""German: verbs of saying in the third person, roles by their endings, common first names."""

from __future__ import annotations

from tasks.analyse.languages.english import ENGLISH
from tasks.analyse.languages.pack import Pack, WordsAndEndings, verbs, words

_SAYING = verbs("""
sagen sagt sagte gesagt
erklären erklärt erklärte
betonen betont betonte
schreiben schreibt schrieb geschrieben
meinen meint meinte
berichten berichtet berichtete
mitteilen teilt teilte
ergänzen ergänzt ergänzte
hinzufügen fügt fügte
fordern fordert forderte
warnen warnt warnte
kritisieren kritisiert kritisierte
bestätigen bestätigt bestätigte
erzählen erzählt erzählte
antworten antwortet antwortete
fragen fragt fragte
rufen ruft rief
loben lobt lobte
sprechen spricht sprach
kommentieren kommentiert kommentierte
twittern twittert twitterte
äußern äußert äußerte
verkünden verkündet verkündete
versichern versichert versicherte
behaupten behauptet behauptete
einräumen räumt räumte
gestehen gesteht gestand
bekräftigen bekräftigt bekräftigte
bedauern bedauert bedauerte
beklagen beklagt beklagte
befürchten befürchtet befürchtete
begründen begründet begründete
erläutern erläutert erläuterte
erinnern erinnert erinnerte
erwidern erwidert erwiderte
entgegnen entgegnet entgegnete
feststellen stellt stellte
festhalten hält hielt
finden findet fand
formulieren formuliert formulierte
gratulieren gratuliert gratulierte
hoffen hofft hoffte
ankündigen kündigt kündigte
mahnen mahnt mahnte
notieren notiert notierte
prophezeien prophezeit prophezeite
prognostizieren prognostiziert prognostizierte
resümieren resümiert resümierte
schimpfen schimpft schimpfte
schildern schildert schilderte
scherzen scherzt scherzte
schmunzeln schmunzelt schmunzelte
schwärmen schwärmt schwärmte
spotten spottet spottete spöttelt spöttelte
staunen staunt staunte
sinnieren sinniert sinnierte
urteilen urteilt urteilte
vermuten vermutet vermutete
verraten verrät verriet
verlangen verlangt verlangte
versprechen verspricht versprach
wettern wettert wetterte
unterstreichen unterstreicht unterstrich
zitieren zitierte
danken dankt dankte
freuen freut freute
führen führt führte
lassen lässt ließ
machen macht machte
legen legt legte
weisen weist wies
werben wirbt warb
bilanzieren bilanziert bilanzierte
preisen preist pries
plädieren plädiert plädierte
jubeln jubelt jubelte
klagen klagt klagte
lachen lacht lachte
protestieren protestiert protestierte
empfehlen empfiehlt empfahl
argwöhnen argwöhnt argwöhnte
wundern wundert wunderte
zusammenfassen fasst fasste
erwähnen erwähnt erwähnte
kontern kontert konterte
poltern poltert polterte
sticheln stichelt stichelte
raten rät riet
appellieren appelliert appellierte
glauben glaubt glaubte
denken denkt dachte
wissen weiß wusste
beteuern beteuert beteuerte
argumentieren argumentiert argumentierte
analysieren analysiert analysierte
bemängeln bemängelt bemängelte
monieren moniert monierte
raunen raunt raunte
witzeln witzelt witzelte
konstatieren konstatiert konstatierte
präzisieren präzisiert präzisierte
spekulieren spekuliert spekulierte
trösten tröstet tröstete
bitten bittet bat
wünschen wünscht wünschte
ausführen führt führte
zugeben gibt gab
vorschlagen schlägt schlug
""")
_STANCE = verbs("""
bezeichnen bezeichnet bezeichnete
nennen nennt nannte
beschreiben beschreibt beschrieb
würdigen würdigt würdigte
vorwerfen wirft warf
sehen sieht sah
halten hält hielt
""")
_ROLE_ENDINGS = """sprecher sprecherin minister ministerin chef chefin leiter leiterin präsident präsidentin
direktor direktorin experte expertin spezialist spezialistin kanzler kanzlerin vorsitzende vorsitzender
vorsitzenden bürgermeister bürgermeisterin gründer gründerin professor professorin forscher forscherin anwalt
anwältin trainer trainerin kommissar kommissarin autor autorin politiker politikerin abgeordnete abgeordneter
abgeordneten manager managerin redakteur redakteurin kandidat kandidatin kandidaten kontrahent kontrahentin richter
richterin botschafter botschafterin sekretär sekretärin führer führerin inhaber inhaberin ökonom ökonomin
wissenschaftler wissenschaftlerin psychologe psychologin mediziner medizinerin meteorologe meteorologin virologe
virologin historiker historikerin soziologe soziologin analyst analystin verteidiger verteidigerin stürmer torhüter
kapitän mitglied berater beraterin vertreter vertreterin beauftragte beauftragter schauspieler schauspielerin
sänger sängerin moderator moderatorin regisseur regisseurin coach boss landeshauptmann stadtrat staatsrat landesrat
landesrätin stadträtin intendant intendantin betreiber betreiberin bauer bäuerin wirt wirtin nutzer nutzerin user
zeuge zeugin meister meisterin schwester pfleger pflegerin lehrer lehrerin jährige jähriger jährigen mann frau"""
_FEMALE_ENDINGS = """sprecherin ministerin chefin leiterin präsidentin direktorin expertin spezialistin kanzlerin
meisterin schwester pflegerin lehrerin
gründerin professorin forscherin anwältin trainerin kommissarin autorin politikerin managerin redakteurin
kandidatin richterin botschafterin sekretärin führerin inhaberin ökonomin wissenschaftlerin psychologin medizinerin
historikerin soziologin analystin verteidigerin beraterin vertreterin schauspielerin sängerin moderatorin
regisseurin rätin intendantin"""
_MALE_ENDINGS = """sprecher minister kanzler präsident direktor experte spezialist meister gründer professor
pfleger lehrer forscher anwalt trainer kommissar politiker manager redakteur richter botschafter sekretär führer ökonom
wissenschaftler psychologe mediziner historiker soziologe berater vertreter schauspieler sänger moderator regisseur
hauptmann"""
_MALE_NAMES = words("""achim adolf albrecht alois andreas anton armin arnd arno axel bastian benedikt bernd
bernhard bert bodo boris burkhard carsten christian christoph clemens dennis detlef dieter dietmar dietrich dirk
dominik eberhard eckart egon erich erwin fabian felix ferdinand florian frank franz friedrich fritz georg gerd
gerhard gernot gregor guido günter günther gustav hannes hans hans-peter harald hartmut heiko heiner heinrich heinz
helge helmut hendrik henning herbert hermann holger horst hubertus ingo jakob jan jens joachim jochen johann
johannes jörg jürgen julian jürg kai karl karl-heinz karsten kaspar kevin klaus konrad konstantin kurt lars leopold
lorenz lothar ludger ludwig lukas lutz manfred manuel marcel marco marius markus martin mathias matthias max
maximilian michael moritz nico niklas nils norbert olaf ole oliver oskar otto pascal patrick paul peter philipp
rainer ralf ralph raphael reiner reinhard reinhold rene robert robin roland rolf roman rudi rudolf rüdiger sandro
sebastian siegfried simon stefan steffen stephan sven tarek theo thilo thomas thorsten till tilo tim timo tino
tobias toni torsten udo ulf ulrich urs uwe valentin viktor volker walter werner wilfried wilhelm willi wolf
wolfgang yannick yves""")
_FEMALE_NAMES = words("""alena alina andrea anette angela angelika anita anja anke anna anna-lena annalena anne
annegret annette antje astrid barbara bärbel beate bettina birgit birte brigitte britta carina carola caroline
charlotte christa christel christiane christina christine claudia corinna cornelia dagmar daniela doris dorothea
dorothee edith elena elisabeth elke ella ellen elvira emilia emma erika esther eva evelyn franziska frauke
friederike gabi gabriele gerda gerlinde gesine gisela gudrun hanna hannah hedwig heide heidi heike helga henriette
hilde ilse inga inge ingeborg ingrid irene iris irmgard isabel isabella jana janina jasmin jennifer johanna judith
julia juliane jutta karin karoline katharina kathrin katja katrin kerstin kirsten klara larissa laura lea lena
leonie linda lisa lotte luise madeleine maike maja manuela margarete margit margot maria marianne marie marie-agnes
marina marion marlene martina meike melanie mia michaela miriam monika nadine nadja natalie nathalie nicole nina
nora olga patricia paula petra pia ramona rebecca regina regine renate ricarda rita romy rosa rosemarie ruth sabine
sabrina sandra sara sarah saskia sibylle sigrid silke silvia simone sonja sophia sophie stefanie steffi stephanie
susanne svenja sylvia tamara tanja tatjana teresa theresa tina ulla ulrike ursula ute valerie vanessa vera verena
veronika viktoria waltraud wiebke yvonne""")
_NOT_NAMES = words("""der die das den dem des ein eine einen einem einer eines er sie es wir ihr ich man und oder
aber denn doch sondern weil dass wenn als wie ob bei mit nach von vor zu zum zur im in am an auf aus für gegen ohne
um durch über unter zwischen seit während wegen trotz laut so auch noch nur schon sehr hier dort da dann jetzt
heute morgen gestern nun damit dabei dazu darauf darüber davon deshalb daher trotzdem allerdings jedoch zudem
außerdem unterdessen inzwischen zuvor danach später früher zunächst schließlich bereits erst immer nie nicht kein
keine mehr viele viel wenige alle alles beide beim vom ins ans was wer wo wann warum welche welcher dieser diese
dieses jener jede jeder jedes mein dein sein seine seiner ihre ihrer ihren ihrem unser euer montag dienstag
mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz april mai juni juli august
september oktober november dezember deutschland österreich schweiz europa berlin wien bern hamburg münchen köln
frankfurt brüssel zürich eu usa us uno nato cdu csu spd fdp afd övp spö fpö neos grüne grünen linke bsw svp gott
bild foto video quelle dpa apa afp reuters getty ex""")

GERMAN = Pack(
    code="de",
    saying=_SAYING,
    stance=_STANCE,
    participles={},
    bare={},
    phrases=frozenset(),
    auxiliaries=words("hat habe hatte haben hätte ist sei war wurde wird würde werde will wolle sich"),
    passives=frozenset(),
    adverbs=words("""auch noch dann zudem weiter weiters weiterhin schon bereits nun jetzt heute gestern später
    zuvor damals etwa dazu hierzu daher deshalb darauf daraufhin unterdessen inzwischen abschließend schließlich
    zunächst erneut wiederum indes hingegen dagegen jedoch allerdings denn aber doch nur eben einmal am montag
    dienstag mittwoch donnerstag freitag samstag sonntag abend morgen es das dies vormittag nachmittag mittag
    ebenfalls ausdrücklich selbst derweil kürzlich nach vor gegenüber der apa dpa auf x"""),
    adverb_ending="licherweise",
    titles=WordsAndEndings.of(
        f"herr herrn frau dr prof doktor professor könig königin prinz prinzessin papst kardinal bischof"
        f" {_ROLE_ENDINGS}",
        _ROLE_ENDINGS,
    ),
    male=WordsAndEndings.of(
        " ".join(sorted(_MALE_NAMES | (ENGLISH.male & ENGLISH.first_names) | {"herr", "herrn", "mann"})), _MALE_ENDINGS
    ),
    female=WordsAndEndings.of(
        " ".join(sorted(_FEMALE_NAMES | (ENGLISH.female & ENGLISH.first_names) | {"frau"})), _FEMALE_ENDINGS
    ),
    first_names=_MALE_NAMES | _FEMALE_NAMES | (ENGLISH.first_names - {"will", "may", "grant", "rose", "april", "june"}),
    weak_first_names=frozenset({"mark", "will"}),
    roles=WordsAndEndings.of(_ROLE_ENDINGS, _ROLE_ENDINGS),
    documents=words(
        "bericht brief schreiben mitteilung papier gutachten studie text tweet posting erklärung aussendung"
    ),
    groups=WordsAndEndings.of(
        "polizei kritiker experten leute eltern gegner anwohner nutzer", "kritiker experten sprecher"
    ),
    organisation_words=WordsAndEndings.of(
        "polizei partei regierung ministerium amt bundesamt gericht staatsanwaltschaft universität verein verband"
        " feuerwehr"
        " gemeinde stadt land bund bundesrat bundestag landtag nationalrat zeitung sender agentur firma konzern"
        " unternehmen bank"
        " gewerkschaft klub club verlag gmbh ag stiftung institut hochschule behörde kommission post presse times",
        "ministerium amt gericht verband partei regierung zeitung agentur behörde gesellschaft anstalt kommission"
        " institut",
    ),
    not_names=_NOT_NAMES,
    he=frozenset({"er"}),
    she=frozenset({"sie"}),
    they=frozenset(),
    other_pronouns=words("ich wir man"),
    relative=words("der die das welcher welche"),
    determiners=words(
        "der die das den dem des ein eine einen einem einer sein seine seiner ihr ihre ihrer dieser diese"
    ),
    definite=words("der die das dem den sein seine ihr ihre dieser diese"),
    prepositions=words(
        "in an auf bei mit von vom zu zum zur für gegen über unter nach vor aus um durch seit gegenüber wegen im am"
    ),
    conjunctions=words("und aber oder denn dass weil als wie wenn während obwohl sondern da ob"),
    and_words=words("und"),
    of_words=words("von des der"),
    times=frozenset(),
    particles=words("von van zu de da di la le el al bin ad"),
    abbreviations=words(
        "dr prof mr mrs st nr z.b u.a d.h ca bzw usw etc mio mrd abs art jan feb mär apr jun jul aug sep okt nov dez"
    ),
    slogan_words=words(
        "transparent transparente plakat plakate schild schilder parole parolen motto slogan sprechchöre hashtag"
    ),
    title_words=words(
        "buch roman film album lied song serie sendung show titel zeitung magazin studie artikel podcast"
        " ausstellung oper"
    ),
    sources=words("so laut"),
    is_inverted=True,
    has_capital_nouns=True,
)
