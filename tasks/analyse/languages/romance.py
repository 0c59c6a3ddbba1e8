"""French and Spanish: verbs of saying in the third person, roles, small words. Only names have capitals."""

from __future__ import annotations

from tasks.analyse.languages.english import ENGLISH
from tasks.analyse.languages.german import GERMAN
from tasks.analyse.languages.pack import Pack, verbs, words

_NAMES = ENGLISH.first_names | GERMAN.first_names
_FRENCH_MEN = words("""adrien alain alexandre andré andreï antoine arnaud aurélien baptiste benoît bernard bruno
cédric charles christian christophe claude clément damien daniel david denis didier dimitri dmitri dominique
édouard emmanuel éric étienne fabien fabrice florent francis françois frédéric gabriel gaël georges gérald gérard
gilbert gilles grégory guillaume gustave guy henri hervé hugo hugues jacques jean jean-baptiste jean-claude
jean-françois jean-luc jean-marc jean-marie jean-michel jean-paul jean-pierre jean-yves jérémie jérôme joël jordan
joseph julien laurent léo lionel loïc louis luc lucas ludovic marc marcel mathieu maurice maxime michel mickaël
nicolas noël olivier pascal patrice patrick paul philippe pierre quentin raphaël raymond rémi rené richard robert
robin roger roland romain sébastien serge simon stanislas stéphane sylvain théo thibault thierry thomas valéry
victor vincent vladimir volodymyr xavier yannick yves""")
_FRENCH_WOMEN = words("""adèle agnès alice amandine amélie anaïs andrée anne annie audrey aurélie aurore béatrice
bénédicte brigitte camille carole caroline catherine cécile céline chantal charlotte chloé christelle christine
claire clara claudine clémence clémentine colette coralie corinne danielle delphine denise dominique élisa
élisabeth élise élodie émilie emma estelle eugénie eva fabienne florence françoise gabrielle geneviève ghislaine
hélène inès isabelle jacqueline jeanne joëlle josiane julie juliette justine karine laetitia laura laure laurence
léa lucie madeleine manon margaux marguerite marie marie-christine marine marion marlène martine mathilde mélanie
michèle mireille monique morgane muriel nadège nadine nathalie nicole noémie odile pascale patricia pauline rachida
roxane ségolène sabine sandrine sarah séverine simone solène sonia sophie stéphanie suzanne sylvie valérie vanessa
véronique virginie yaël""")
_SPANISH_MEN = words("""adrián agustín alberto alejandro alfonso alfredo álvaro andrés ángel antonio arturo benito
bernardo camilo carlos césar claudio cristian cristóbal daniel david diego eduardo emilio enrique ernesto esteban
eugenio federico félix fernando fidel francisco gabriel gerardo germán gonzalo gregorio guillermo gustavo héctor
hernán hugo ignacio íñigo iván jaime javier jesús joaquín jordi jorge josé juan juan-carlos julián julio leonardo
leopoldo lorenzo lucas luis manuel marcelo marcos mariano mario martín mateo matías mauricio miguel nicolás octavio
óscar pablo pascual patricio pedro rafael ramiro ramón raúl ricardo roberto rodolfo rodrigo rubén salvador samuel
santiago sebastián sergio simón tomás vicente víctor xavier""")
_SPANISH_WOMEN = words("""adriana alba alejandra alicia almudena amparo ana andrea ángela angélica antonia beatriz
begoña belén blanca camila carla carlota carmen carolina catalina cecilia clara claudia concepción consuelo
cristina daniela diana dolores elena elisa elvira emilia esperanza estefanía esther eugenia eva fátima gabriela
gloria guadalupe inés irene isabel isabella ivonne josefina juana julia karina laura leticia lidia liliana lola
lorena lourdes lucía luisa luz macarena magdalena maite manuela margarita maría mariana marina marta mercedes
miriam mónica montserrat natalia noelia nuria olga paloma patricia paula paz pilar raquel rebeca rocío rosa rosario
sandra sara silvia sofía soledad sonia susana teresa valentina valeria vanesa verónica victoria virginia ximena
yolanda""")

FRENCH = Pack(
    code="fr",
    saying=verbs("""
dire dit disait
déclarer déclare déclaré déclarait
expliquer explique expliqué expliquait
affirmer affirme affirmé
ajouter ajoute ajouté
assurer assure assuré
souligner souligne souligné
préciser précise précisé
estimer estime estimé
indiquer indique indiqué
annoncer annonce annoncé
confier confie confié
raconter raconte raconté
témoigner témoigne témoigné
répondre répond répondu
écrire écrit
lancer lance lancé
lâcher lâche lâché
rappeler rappelle rappelé
regretter regrette regretté
dénoncer dénonce dénoncé
prévenir prévient prévenu
avertir avertit averti
insister insiste insisté
conclure conclut conclu
poursuivre poursuit poursuivi
reconnaître reconnaît reconnu
admettre admet admis
juger juge jugé
commenter commente commenté
noter note noté
détailler détaille détaillé
résumer résume résumé
réagir réagit réagi
plaider plaide plaidé
promettre promet promis
marteler martèle martelé
s'exclamer s'exclame exclamé
s'inquiéter s'inquiète inquiété
demander demande demandé
analyser analyse analysé
appeler appelle appelé
se_souvenir souvient
soupirer soupire
sourire sourit
glisser glisse glissé
tonner tonne
observer observe observé
considérer considère considéré
"""),
    stance=verbs("""
qualifier qualifie qualifié
décrire décrit
évoquer évoque évoqué
accuser accuse accusé
saluer salue salué
critiquer critique critiqué
"""),
    participles={},
    bare={},
    phrases=frozenset(),
    auxiliaries=words("a ont avait est était aura aurait s' se"),
    passives=frozenset(),
    adverbs=words("""aussi encore également ainsi alors notamment ensuite enfin toutefois cependant hier mardi
    mercredi jeudi
    vendredi samedi dimanche lundi"""),
    adverb_ending="ement",
    titles=words("m mme mlle dr me maître monsieur madame professeur"),
    male=_FRENCH_MEN
    | (ENGLISH.male & ENGLISH.first_names)
    | words("m monsieur président ministre directeur porte-parole"),
    female=_FRENCH_WOMEN | (ENGLISH.female & ENGLISH.first_names) | words("mme mlle madame présidente directrice"),
    first_names=_FRENCH_MEN | _FRENCH_WOMEN | (_NAMES - words("will may grant rose april june")),
    weak_first_names=frozenset(),
    roles=words("""président présidente ministre directeur directrice porte-parole maire chef cheffe patron
    patronne pdg responsable professeur professeure chercheur chercheuse avocat avocate député députée sénateur
    sénatrice secrétaire capitaine second économiste analyste expert experte spécialiste médecin coach entraîneur
    joueur joueuse candidat candidate auteur autrice procureur procureure juge commissaire ambassadeur ambassadrice
    élu élue fondateur fondatrice dirigeant dirigeante habitant habitante mère père homme femme témoin journaliste
    représentant représentante délégué déléguée général colonel réalisateur réalisatrice acteur actrice chanteur
    chanteuse agriculteur agricultrice éleveur pêcheur"""),
    documents=words("rapport lettre communiqué texte message étude document tweet"),
    groups=words(
        "autorités experts habitants opposants critiques manifestants pêcheurs sources élus syndicats enquêteurs"
        " policiers"
    ),
    organisation_words=words("""parti ministère gouvernement commission parlement assemblée sénat conseil
    université institut association fédération syndicat banque agence police gendarmerie parquet tribunal cour
    journal kremlin groupe société entreprise organisation ong union européenne"""),
    not_names=words("""le la les un une des du de et ou mais donc or ni car que qui quoi dont où il elle ils elles
    on nous vous je tu ce cet cette ces mon ma mes ton son sa ses notre votre leur leurs dans sur sous avec sans
    pour par en au aux à vers chez entre depuis pendant après avant selon si comme quand lorsque puis alors aussi
    ainsi enfin mais lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin
    juillet août septembre octobre novembre décembre france paris lyon marseille europe ukraine russie chine
    états-unis allemagne espagne italie londres bruxelles afp reuters ap photo vidéo"""),
    he=frozenset({"il"}),
    she=frozenset({"elle"}),
    they=frozenset({"ils", "elles"}),
    other_pronouns=words("je nous on"),
    relative=words("qui que dont"),
    determiners=words("le la les l un une des du de d ce cet cette son sa ses leur"),
    definite=words("le la l ce cet cette son sa"),
    prepositions=words(
        "à de du des dans sur sous avec sans pour par en au aux vers chez entre depuis pendant après avant lors"
        " contre d"
    ),
    conjunctions=words("et mais ou donc car que qui quand lorsque comme si puisque alors tandis"),
    and_words=words("et"),
    of_words=words("de du des d"),
    times=frozenset(),
    particles=words("de du des le la d' van von der den ben al el bin"),
    abbreviations=words("m mm mme mlle dr me st ste cf etc av j-c n"),
    slogan_words=words("banderole banderoles pancarte pancartes slogan slogans affiche affiches"),
    title_words=words("livre roman film album chanson série émission journal magazine intitulé titre"),
    sources=words("selon"),
    is_inverted=True,
)
SPANISH = Pack(
    code="es",
    saying=verbs("""
decir dice dijo dicho decía
declarar declara declaró declarado
explicar explica explicó explicado
afirmar afirma afirmó afirmado
asegurar asegura aseguró asegurado
señalar señala señaló señalado
añadir añade añadió añadido
agregar agrega agregó agregado
indicar indica indicó indicado
manifestar manifiesta manifestó manifestado
apuntar apunta apuntó apuntado
subrayar subraya subrayó subrayado
destacar destaca destacó destacado
insistir insiste insistió insistido
advertir advierte advirtió advertido
comentar comenta comentó comentado
contar cuenta contó contado
relatar relata relató relatado
recordar recuerda recordó recordado
responder responde respondió respondido
replicar replica replicó replicado
contestar contesta contestó contestado
preguntar pregunta preguntó preguntado
escribir escribe escribió escrito
expresar expresa expresó expresado
lamentar lamenta lamentó lamentado
reconocer reconoce reconoció reconocido
admitir admite admitió admitido
confesar confiesa confesó confesado
concluir concluye concluyó concluido
sostener sostiene sostuvo sostenido
precisar precisa precisó precisado
puntualizar puntualiza puntualizó puntualizado
anunciar anuncia anunció anunciado
denunciar denuncia denunció denunciado
criticar critica criticó criticado
aclarar aclara aclaró aclarado
detallar detalla detalló detallado
resumir resume resumió resumido
zanjar zanja zanjó zanjado
espetar espeta espetó espetado
rememorar rememora rememoró
exclamar exclama exclamó
pedir pide pidió pedido
prometer promete prometió prometido
reiterar reitera reiteró reiterado
opinar opina opinó
bromear bromea bromeó
"""),
    stance=verbs("""
calificar califica calificó calificado
describir describe describió descrito
llamar llama llamó llamado
tachar tacha tachó tachado
definir define definió definido
acusar acusa acusó acusado
"""),
    participles={},
    bare={},
    phrases=frozenset(),
    auxiliaries=words("ha han había habría se le les lo"),
    passives=frozenset(),
    adverbs=words("también además entonces luego después así ayer hoy ya aún todavía finalmente posteriormente"),
    adverb_ending="mente",
    titles=words("sr sra don doña dr dra"),
    male=_SPANISH_MEN
    | (ENGLISH.male & ENGLISH.first_names)
    | words("sr don presidente ministro director alcalde juez portavoz"),
    female=_SPANISH_WOMEN
    | (ENGLISH.female & ENGLISH.first_names)
    | words("sra doña presidenta ministra directora alcaldesa jueza"),
    first_names=_SPANISH_MEN | _SPANISH_WOMEN | (_NAMES - words("will may grant rose april june")),
    weak_first_names=frozenset(),
    roles=words("""presidente presidenta ministro ministra director directora portavoz alcalde alcaldesa jefe jefa
    líder secretario secretaria profesor profesora investigador investigadora abogado abogada diputado diputada
    senador senadora capitán economista analista experto experta especialista médico médica entrenador entrenadora
    jugador jugadora candidato candidata autor autora fiscal juez jueza magistrado magistrada comisario comisaria
    embajador embajadora fundador fundadora dirigente vecino vecina madre padre hombre mujer testigo periodista
    representante delegado delegada general coronel piloto ingeniero ingeniera consejero consejera gobernador
    gobernadora mandatario mandataria técnico instructor"""),
    documents=words("informe carta comunicado texto mensaje estudio documento auto tuit"),
    groups=words("autoridades expertos vecinos críticos manifestantes fuentes sindicatos agentes policías"),
    organisation_words=words("""partido ministerio gobierno comisión parlamento congreso senado consejo universidad
    instituto asociación federación sindicato banco agencia policía guardia fiscalía tribunal supremo corte diario
    periódico grupo sociedad empresa organización ong unión europea unidad"""),
    not_names=words("""el la los las un una unos unas de del y o pero ni que quien cuando donde como si porque él
    ella ellos ellas yo nosotros este esta estos estas ese esa aquel su sus mi nuestro en con sin para por a al
    ante bajo contra desde entre hacia hasta según sobre tras durante también además así luego después ya no sí
    lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre españa madrid barcelona europa méxico argentina chile colombia perú
    estados unidos francia alemania efe reuters afp ap foto vídeo"""),
    he=frozenset({"él"}),
    she=frozenset({"ella"}),
    they=frozenset({"ellos", "ellas"}),
    other_pronouns=words("yo nosotros"),
    relative=words("que quien quienes"),
    determiners=words("el la los las un una unos unas este esta ese esa su sus"),
    definite=words("el la este esta ese esa su"),
    prepositions=words(
        "a ante bajo con contra de del desde durante en entre hacia hasta para por según sin sobre tras al"
    ),
    conjunctions=words("y e pero o ni que porque cuando como si aunque mientras"),
    and_words=words("y e"),
    of_words=words("de del"),
    times=frozenset(),
    particles=words("de del la las los y van von ben bin al el"),
    abbreviations=words("sr sra srta dr dra d dª ud uds etc ee uu art núm"),
    slogan_words=words("pancarta pancartas cartel carteles lema lemas eslogan consigna consignas"),
    title_words=words("libro novela película disco canción serie programa revista titulado titulada título"),
    sources=words("según"),
    is_inverted=True,
    drops_subjects=True,
)
