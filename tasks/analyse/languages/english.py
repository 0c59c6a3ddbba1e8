"""English: verbs of saying and their forms, titles, roles, common first names, the small words around names."""

from __future__ import annotations

from tasks.analyse.languages.pack import Pack, words

_IRREGULAR = {
    "say": "said says saying", "tell": "told tells telling", "write": "wrote writes writing",
    "read": "read reads reading",
    "begin": "began begins beginning", "think": "thought thinks thinking", "put": "put puts putting",
    "find": "found finds finding", "swear": "swore swears swearing", "speak": "spoke speaks speaking",
    "sing": "sang sings singing", "hit": "hit hits hitting", "go": "went goes going", "shoot": "shot shoots shooting",
    "hold": "held holds holding", "fear": "feared fears fearing", "feel": "felt feels feeling",
    "see": "saw sees seeing",
    "make": "made makes making", "give": "gave gives giving", "quip": "quipped quips quipping",
    "admit": "admitted admits admitting", "plead": "pleaded pleads pleading", "bet": "bet bets betting",
    "chide": "chided chides chiding", "forbid": "forbade forbids forbidding", "know": "knew knows knowing",
    "mean": "meant means meaning", "understand": "understood understands understanding", "hear": "heard hears hearing",
    "refer": "referred refers referring", "slam": "slammed slams slamming", "rap": "rapped raps rapping",
    "recall": "recalled recalls recalling", "label": "labelled labels labelling", "dub": "dubbed dubs dubbing",
    "brand": "branded brands branding", "thunder": "thundered thunders thundering", "quote": "quoted quotes quoting",
    "tweet": "tweeted tweets tweeting", "retweet": "retweeted retweets retweeting", "text": "texted texts texting",
    "interject": "interjected interjects interjecting", "sum": "summed sums summing", "rant": "ranted rants ranting",
    "shout": "shouted shouts shouting", "submit": "submitted submits submitting",
    "mutter": "muttered mutters muttering",
    "rebut": "rebutted rebuts rebutting", "beg": "begged begs begging",
}  # fmt: skip

_SAYING = """say tell write add call ask note report describe explain state respond reply declare conclude argue
insist admit promise pledge vow warn suggest recall claim remark announce acknowledge tweet joke urge blast lament
assert concede predict complain boast emphasize emphasise stress observe comment quip testify proclaim answer
confess exclaim wonder allege contend counter retort reiterate repeat continue read begin maintain caution advise
charge reveal confirm deny disclose estimate mention point shout yell scream whisper mutter chant cry bark thunder
interject interrupt opine muse reflect rail rant tease crow demand inquire enquire query plead beg assure remind
inform notify post text email message retweet swear theorize theorise hypothesize speculate postulate elaborate
clarify signal express voice relate recount narrate conclude affirm attest declare pronounce profess preach scoff
sneer snap growl murmur gush rave fume groan moan sigh laugh grumble grouse chime vent bristle protest object
rejoin offer volunteer agree indicate think believe recommend sum summarize summarise put hold rule tell fire shoot
write quote go feel instruct order apologise apologize accuse denounce condemn decry dub mock gloat sing lecture
implore exhort intone bellow holler roar deadpan posit venture reason jest find worry hope fear remember recognize
recognise anticipate"""
_STANCE = """blame command praise criticize criticise refer brand label cite dismiss tout hail bemoan slam attack defend
characterize characterise portray thank commend laud ridicule deride question challenge reject oppose oppose
support endorse back welcome offer seek call demand propose want threaten outline highlight underline underscore
cast depict regard consider view liken compare identify issue release publish share show use invoke echo repeat vow
promise commit urge press push ask speak advocate champion promote target rip chide scold rebuke taunt lambast
lambaste bash hit imply hint boast brag complain credit reserve coin pen sign stand address raise apologise
apologize express favour favor insist rebut refute describe cheer greet jeer heckle celebrate understand know hear
describe assail excoriate skewer tell convey note interpret"""


_PERFECTS = {"written": "write", "spoken": "speak", "sworn": "swear", "sung": "sing", "begun": "begin"}
"""Forms that are verbs behind "has" and "had" only; those of other verbs are the past form too."""


def _forms(lemmas: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    finite: dict[str, str] = {}
    participles: dict[str, str] = {}
    bare = {past: lemma for past, lemma in _PERFECTS.items() if lemma in lemmas.split()}
    for lemma in lemmas.split():
        bare[lemma] = lemma
        if lemma in _IRREGULAR:
            past, present, ing = _IRREGULAR[lemma].split()
            finite[past] = finite[present] = lemma
            participles[ing] = lemma
            continue
        stem = lemma.removesuffix("e")
        if lemma.endswith("y") and lemma[-2] not in "aeiou":
            finite[lemma[:-1] + "ied"] = finite[lemma[:-1] + "ies"] = lemma
        else:
            finite[stem + "ed"] = lemma
            finite[lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")] = lemma
        participles[stem + "ing"] = lemma
    return finite, participles, bare


_NOUNS = words("""shooting firing shot fired shoots fires goes go ordering meaning feeling hearing meeting building
    fire shoot
order holding ruling putting point text post rules email message volunteer notice orders posts points voices
voice texts emails address addresses talks plans share shared shares messages laughing rule objects object
signals details lecture lectures reason reasons venture ventures roar roars jest jests hope hopes fear fears
worry worries""")
"""Forms that are nouns or other verbs far more often than verbs of saying."""

_saying, _saying_ing, _saying_bare = _forms(_SAYING)
_stance, _stance_ing, _stance_bare = _forms(_STANCE)

_MALE_NAMES = words("""aaron abdul abraham adam adrian ahmed al alan albert alec alex alexander alexei alfred ali
allan allen alvin amir anders andre andrew andy angus anthony antonio arnold arthur asif austin barack barry ben
benjamin bernard bernie bert bill billy blake bob bobby boris brad bradley brandon brendan brent bret brett brian
bruce bryan byron calvin cameron carl carlos cecil chad charles charlie chris christian christopher chuck clarence
clark claude clay clayton cliff clifford clint clinton clive cody colin conor corey cornelius cory craig curtis
cyrus dale damian damien dan daniel danny darrell darren darryl dave david dean dennis derek derrick desmond devin
dick diego dominic don donald doug douglas drew duncan dustin dwayne dwight dylan earl ed eddie edgar edmund
eduardo edward edwin elijah elliot elliott emilio emmanuel emanuel enrique eric erik ernest ernesto ethan eugene
evan everett felix fernando floyd francis francisco frank franklin fred freddie frederick gabriel gareth garrett
gary gavin gene geoff geoffrey george gerald gerard gilbert giles glen glenn gordon graham grant greg gregg gregory
guillermo gus guy hal hank hans harold harrison harry harvey hassan hector henry herbert herman homer horace howard
hubert hugh hugo humphrey ian ibrahim igor ira irving isaac ivan jack jackson jacob jacques jaime jake jamal james
jamie jared jason javier jay jeb jeff jefferson jeffrey jeremy jermaine jerome jerry jesse jim jimmy joaquin joe
joel johan john johnny jon jonah jonathan jordan jorge jose joseph josh joshua juan judd julian julio julius justin
karl keith ken kenneth kent kevin kirk kumar kurt kyle lamar lance larry laurence lawrence lee leo leon leonard
leroy leslie lewis liam lindsey lionel lloyd logan lou louis lucas luis luke luther malcolm manuel marc marcel
marco marcus mario mark marshall martin marvin mason matt matteo matthew maurice max maxwell mehmet mel melvin
michael miguel mike miles milton mitch mitchell mitt mohamed mohammad mohammed morgan morris moshe muhammad murray
nate nathan nathaniel neal ned neil nelson newt nicholas nick nicolas nigel noah noel norman oliver omar orlando
oscar otto owen pablo patrick paul pedro percy perry pete peter phil philip phillip pierre preston quentin rafael
ralph ramon rand randall randy raul ray raymond reggie reginald reince rex ricardo richard rick ricky rob robert
roberto robin rod rodney rodrigo roger roland roman ron ronald rory ross roy ruben rudolph rudy rupert russ russell
ryan sajid salvador sam samir samuel saul scott sean sebastian sergei sergey seth shane shaun shawn sheldon sherrod
sidney simon spencer stan stanley stefan stephen sterling steve steven stewart stuart sylvester tariq ted terrence
terry theodore thomas tim timothy toby todd tom tommy tony travis trent trevor trey tristan tyler tyrone vernon
victor vince vincent vladimir wade wallace walter warren wayne wendell wes wesley wilbur wilfred will willard
william willie winston woodrow xavier yusuf zach zachary""")  # fmt: skip
_FEMALE_NAMES = words("""abby abigail ada adele adriana agnes aisha alejandra alexandra alexandria alexis alice
alicia alison allison alyssa amanda amber amelia amina amy ana andrea angela angelina anita ann anna anne annette
annie april arlene ashley audrey ava barbara beatrice becky bernadette bernice bertha beth bethany betsy betty
beverly bonnie brenda briana bridget brittany brooke camilla candace candice carla carly carmen carol carole
caroline carolyn carrie cassandra catherine cathy cecilia celeste celia charlene charlotte chelsea cheryl chloe
christina christine cindy claire clara claudia colleen connie constance courtney crystal cynthia daisy dana
danielle daphne dawn deborah debbie debra deirdre denise diana diane dianne dolores donna dora doris dorothy edith
eileen elaine eleanor elena elise elizabeth ella ellen eloise elsa emily emma erica erika erin estelle esther ethel
eva eve evelyn faith fatima felicia fiona florence frances gabby gabriela gabrielle gail georgia georgina geraldine
gillian gina ginny gladys glenda gloria grace greta gretchen gwen gwendolyn hannah harriet hazel heather heidi
helen helena hilary hillary holly hope huma ida imogen indira ines ingrid irene iris isabel isabella ivanka jackie
jacqueline jan jane janet janice jasmine jean jeanette jeanne jen jenna jennifer jenny jess jessica jill jo joan
joanna joanne jocelyn josephine joy joyce juanita judith judy julia juliana julie june karen kate katherine
kathleen kathryn kathy katie katrina kay kayla kayleigh keisha kellyanne kelly kim kimberly kirsten kirstjen
kristen kristin kristina lara latoya laura lauren laurie leah lena leticia lillian lily linda lindsay lisa liz lois
lola lorena loretta lori lorraine louise lucia luciana lucille lucy lydia lynn mabel madeleine madeline maggie
mallory mandy marcia margaret margarita maria marian marianne marie marilyn marina marissa marjorie marlene marsha
martha mary maureen maxine megan megyn melania melanie melinda melissa mercedes meredith mia michele michelle
mildred mindy miranda miriam moira molly mona monica muriel myra nadia nancy naomi natalia natalie natasha nellie
nicola nicole nikki nina noor nora norma olga olivia opal paige pam pamela patricia patsy patty paula pauline pearl
peggy penelope penny petra phoebe phyllis priscilla priti priya rachel ramona rebecca regina renee rhonda rita
roberta robyn rosa rosalind rose rosemary roxanne ruby ruth sabrina sadie sally samantha sandra sara sarah shannon
sharon sheila shelley sheryl shirley sienna silvia simone sonia sonya sophia sophie stacey stacy stella stephanie
sue susan susanna susannah suzanne sybil sylvia tamara tammy tanya tara tatiana teresa tessa thelma theresa tiffany
tina toni tracey tracy trudy ursula valerie vanessa vera veronica vicki vicky victoria viola violet virginia vivian
wanda wendy whitney wilma winifred yasmin yolanda yvette yvonne zoe""")  # fmt: skip

_TITLES = words("""mr mrs ms miss mx dr sir dame lord lady baroness baron prof professor rev reverend father sister
president vice-president senator sen senators sens representative rep reps congressman congresswoman governor gov
gov.-elect mayor minister secretary chancellor premier ambassador judge justice king queen prince princess duke
duchess pope cardinal archbishop bishop rabbi imam sheikh ayatollah general gen colonel col captain capt major maj
lieutenant lt sergeant sgt corporal admiral adm commander officer detective inspector superintendent constable
sheriff chief attorney counsel speaker chairman chairwoman chair director coach mp mps msp councillor cllr emperor
ex-president democrat republican commissioner deputy spokesman spokeswoman spokesperson leader star actor actress
singer author doctor coun whip treasurer comrade comedian economist historian""")
_ROLES = words("""leader president director chairman chairwoman chair chief executive spokesman spokeswoman
spokesperson secretary minister officer manager founder co-founder head professor lawyer attorney analyst economist
expert researcher scientist author writer editor reporter journalist correspondent columnist anchor host
commentator producer critic activist organiser organizer campaigner candidate nominee senator congressman
congresswoman governor mayor councillor lawmaker legislator politician member aide adviser advisor strategist
consultant consul ambassador envoy diplomat official judge prosecutor detective sheriff sergeant captain commander
general colonel lieutenant admiral deputy vice artist cleric rabbi imam priest bishop archbishop pastor reverend
pope king queen prince princess duke doctor nurse surgeon teacher principal headteacher dean lecturer student pupil
driver pilot skipper engineer architect developer coach player striker goalkeeper midfielder defender quarterback
athlete actor actress singer musician rapper comedian director-general superintendent inspector constable witness
neighbour neighbor master resident owner shopkeeper farmer fisherman businessman businesswoman billionaire
millionaire entrepreneur banker trader investor partner father mother son daughter brother sister wife husband
uncle aunt grandmother grandfather friend boyfriend girlfriend widow man woman boy girl veteran boss staffer
pollster blogger historian scholar whistleblower treasurer clerk chancellor negotiator coordinator co-chair counsel
pundit moderator patron curator conductor barrister solicitor worker foreman campaigner mep mp msp midwife vicar
ferryman harbourmaster harbormaster""")
_GROUPS = words("""officials police authorities sources critics supporters opponents experts analysts aides advisers
advisors lawmakers lawyers prosecutors investigators protesters protestors demonstrators activists residents witnesses
republicans democrats conservatives liberals leaders members groups organisers organizers campaigners voters people
others some many several few most both two three four five six scientists researchers economists doctors teachers
students parents families relatives friends neighbours neighbors colleagues reporters journalists senators
congressmen representatives ministers mps councillors workers unions staff employees executives managers owners
players fans observers commentators pundits strategists insiders detectives officers soldiers troops rebels militants
jews muslims christians catholics evangelicals americans britons russians israelis palestinians ukrainians
spokespeople diplomats judges crowd crowds audience firefighters women men campaign administration government
agency department office company firm ministry committee council party union team family court jury panel board""")
_DOCUMENTS = words("""letter statement report email e-mail memo tweet message post text article editorial column book
study survey poll document filing complaint lawsuit indictment ruling order opinion headline sign banner placard
press-release release website ad advert advertisement note petition testimony transcript bill resolution speech caption
paper newspaper magazine article blog review draft motion declaration agreement pamphlet leaflet notice story""")
_ORGANISATIONS = words("""party council board committee commission department ministry agency bureau office
university college school institute institution foundation trust association union federation league congress
parliament senate house assembly government administration court bank company corporation corp inc ltd llc plc co
group holdings partners fund times post journal news tribune herald guardian telegraph gazette chronicle courier
ledger observer mail press media network broadcasting radio television tv channel magazine review street square
lane road avenue park hall palace airport station hospital church cathedral synagogue mosque temple centre center
museum theatre theater library stadium tower bridge river lake mount mountain island islands valley bay beach
county city state states province republic kingdom nations army navy force forces police guard corps service
services society club team campaign caucus coalition alliance movement organisation organization conference
convention forum project programme program act bill law amendment constitution treaty accord deal plan agreement
strategy initiative reform brotherhood house white capitol pentagon kremlin street wall square facebook twitter
google amazon apple microsoft hotel line lines ferries ferry railway railways airlines airways motors harbour
harbor port authority district borough north south east west northern southern eastern western central
international national federal global world games cup championship award awards prize show festival day night week
war peace mural order report""")
_NOT_NAMES = words("""the a an this that these those it its he she they we you i his her their our my your him them
us me who what when where why how which whose whom if but and or nor so yet for as at by in into on onto of off to
from with without within about above across after against along amid among around before behind below beneath
beside besides between beyond despite down during except inside like near outside over past per since than through
throughout till toward towards under until unlike up upon via while whereas although though because unless whether
once is are was were be been being am do does did done has have had having will would shall should can could may
might must not no yes never always often sometimes soon then there here now today tomorrow yesterday tonight again
also just only even still already almost perhaps maybe indeed instead meanwhile moreover however nevertheless
nonetheless therefore thus hence otherwise additionally furthermore finally first second third last next later
earlier recently currently all another any both each either every few less many more most much neither none one
other others own same several some such two three four five six seven eight nine ten hundred thousand million
billion according asked speaking writing responding referring citing calling saying adding noting given despite
thanks monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december jan feb mar apr jun jul aug sep sept oct nov dec mondays sundays spring summer
autumn fall winter christmas easter new american americans british britain english england scottish scotland welsh
wales irish ireland french france german germany italian italy spanish spain european europe russian russia chinese
china japanese japan indian india israeli israel palestinian palestinians syrian syria iraqi iraq iranian iran
turkish turkey greek greece polish poland ukrainian ukraine canadian canada mexican mexico australian australia
african africa asian asia latino latinos hispanic hispanics arab arabs muslim muslims islam islamic christians
christianity jewish jews jew catholic catholics protestant hindu hindus democrat democrats democratic republican
republicans gop tory tories labour labor conservative conservatives liberal liberals lib dem dems green greens
communist socialist socialists nazi nazis isis al-qaeda nato un eu uk us usa u.s u.k u.n dc d.c washington london
york jersey california texas florida ohio iowa virginia carolina dakota hampshire mexico michigan pennsylvania
wisconsin arizona nevada utah colorado oregon alabama mississippi louisiana tennessee kentucky missouri kansas
nebraska oklahoma arkansas indiana illinois minnesota maine vermont connecticut massachusetts maryland delaware
hawaii alaska idaho montana wyoming chicago boston philadelphia houston dallas miami atlanta detroit seattle paris
berlin moscow beijing tokyo jerusalem cairo baghdad kabul tehran damascus brussels geneva zionism zionists zionist
internet web supreme pacific atlantic mediterranean middle saint san los las santa photo image video story
advertisement related share read follow watch click subscribe copyright getty reuters ap afp god lord bible koran
quran holocaust brexit covid obamacare good great thank well let make look get go come see tell ask say think know
believe want need take give right ok okay please oh ah hey hi hello welcome sorry dear mainstream top big old young
early late long high low local former current ex then- nobody somebody anybody everybody everyone someone anyone
nothing something everything""")

ENGLISH = Pack(
    code="en",
    saying={word: lemma for word, lemma in _saying.items() if word not in _NOUNS},
    stance={word: lemma for word, lemma in _stance.items() if word not in _NOUNS},
    participles={word: lemma for word, lemma in (_saying_ing | _stance_ing).items() if word not in _NOUNS},
    bare={word: lemma for word, lemma in (_saying_bare | _stance_bare).items() if word not in _NOUNS},
    phrases=frozenset(
        {
            "points out",
            "pointed out",
            "point out",
            "went on",
            "goes on",
            "chimed in",
            "chimes in",
            "cried out",
            "blurted out",
            "fired back",
            "shot back",
            "shoots back",
            "fires back",
        }
    ),
    auxiliaries=words(
        "has have had will would did does do could should can may might must shall 'd 'll is are was were be been"
        " being ’d"
    ),
    passives=words("was were been being is are be get got gets"),
    adverbs=words("""also then later once recently repeatedly previously earlier just still even never always often
    again further simply only already now today yesterday tonight famously publicly privately reportedly apparently
    flatly bluntly firmly angrily quietly loudly first finally initially subsequently eventually immediately
    quickly frequently regularly consistently clearly explicitly specifically directly personally sarcastically
    strongly sharply monday tuesday wednesday thursday friday saturday sunday not n't so actually jokingly
    afterward afterwards meanwhile however too instead though correctly wrongly rightly falsely proudly sadly all
    both rather else on out back since"""),
    adverb_ending="ly",
    titles=_TITLES,
    male=_MALE_NAMES
    | words("""mr sir lord king prince duke baron father rev congressman chairman spokesman businessman
    policeman fisherman ferryman salesman man boy son brother husband uncle grandfather actor pope cardinal bishop imam
    ayatollah sheikh emperor"""),
    female=_FEMALE_NAMES
    | words("""mrs ms miss dame lady baroness queen princess duchess sister congresswoman chairwoman
    spokeswoman businesswoman policewoman woman girl daughter mother wife aunt grandmother actress widow nun
    midwife"""),
    first_names=(_MALE_NAMES | _FEMALE_NAMES) - {"will", "hope", "faith", "april", "june", "grant", "may"},
    weak_first_names=words("will may grant april june hope faith mark rose"),
    roles=_ROLES,
    documents=_DOCUMENTS,
    groups=_GROUPS,
    organisation_words=_ORGANISATIONS,
    not_names=_NOT_NAMES,
    he=words("he"),
    she=words("she"),
    they=words("they"),
    other_pronouns=words("i we you it one"),
    relative=words("who which that"),
    determiners=words(
        "the a an his her their its our my this that these those some many several one another both two three four five"
    ),
    definite=words("the his her"),
    prepositions=words("""in at on for to from with without during after before since by about as into over under
    amid among against near via through throughout until till upon toward towards across behind between despite
    following when while where because if although though whereas unless whether like per than"""),
    conjunctions=words(
        "and but or nor yet so while because although though when if as whereas that which who where after before since"
    ),
    and_words=words("and &"),
    of_words=words("of"),
    times=words("""monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december morning afternoon evening night day week weekend month year interview
    statement tweet speech conference"""),
    particles=words("de da di du del della van von der den la le al el bin ibn ben abu dos das ter ten st"),
    abbreviations=words("""mr mrs ms dr sen sens rep reps gov gen col capt lt sgt maj adm prof rev hon st jr sr inc
    corp ltd co
    u.s u.k u.n d.c e.g i.e vs no dept etc jan feb mar apr jun jul aug sep sept oct nov dec mt ft a.m p.m ph.d
    calif fla mass mich minn pa tenn tex va wash wis conn ariz ala ore ill r-texas"""),
    slogan_words=words("""banner banners slogan slogans placard placards sign signs chant chants chanted chanting
    chorus motto hashtag
    t-shirt t-shirts shirts cries shouts"""),
    title_words=words("""book novel film movie song album show series programme program play musical article column
    essay editorial poem documentary episode report headline headlined titled entitled called column podcast
    exhibition painting opera"""),
    sources=frozenset(),
    said_nouns=words("""claim claims statement statements comment comments remark remarks promise promises call calls
    pledge vow warning answer reply response assertion suggestion description insistence argument criticism chant chants
    message messages tweet tweets letter op-ed question slogan rejection denial declaration contention concern demand
    admission observation quip joke post phrase words allegation accusation charge prediction belief view opinion line
    conclusion characterization characterisation reference references depiction plea appeal motto mantra insult jab
    taunt speech testimony mention mentions advice complaint explanation defence defense"""),
    possessives={"his": "he", "her": "she", "their": "they"},
)
