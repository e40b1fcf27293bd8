"""The words that point to each need: plain ones that hardly mean another matter, and ones that only hint at it.

Written from the definitions of the needs. Each entry is a regular expression of whole words; a `*` after a letter
stands for the rest of a word. Whether and how far a cue counts is learnt from the training messages
(bot.nlu.needs_model).
"""

# need: (plain cues, hints), each parted by a bar.
CUES: dict[str, tuple[str, str]] = {
    "housing": (
        r"""rent | rents | landlord* | landlady | evict* | section 21 | homeless* | mortgage* | tenan* |
        repossess* |
        sofa surf* | hostel | housing | kick* (?:me|us|him|her) out | thr(?:ew|ow*) (?:me|us|him|her) out |
        chuck* (?:me|us|him|her) out | no\s?where to (?:live|sleep|stay|go) | sleep* rough | overcrowd* |
        council house | bond for a* | place to live | somewhere to (?:live|stay|sleep) | notice to leave |
        lodg* |
        refuge | letting*""",
        r"""flat | bedsit | move out | moving | bedroom* | sofa | couch | lease | hmo | want* (?:me|us) out |
        house move | living in (?:my|a|the) car | tent | council list | bidding | deposit""",
    ),
    "debt": (
        r"""debt* | bailiff* | loan* | owe | owes | owed | owing | overdraft* | credit cards? | arrears |
        klarna |
        provident | payday | iva | bankrupt* | catalogue* | ccj* | repayment* | creditor* | final demand |
        skint |
        savings | broke | finance* | financial* | money (?:worries|problems|troubles|issues) |
        can'?no?t afford |
        can'?t (?:afford|pay) | council tax |
        behind (?:on|with|wi) (?:the |my |our |all )?(?:bills|payments|everything) | budget*""",
        r"""money | bills? | skint | afford | expens* | wages? | income | bank | payments? | earn* |
        loan shark |
        borrow* | cash | red letters?""",
    ),
    "benefits": (
        r"""universal credit | uc | pip | benefit | benefits | dla | esa | jsa | attendance allowance |
        carers? allowance | pension credit | tax credit* | housing benefit | sanction* | dwp |
        mandatory reconsideration | child benefit | on the sick | job ?cent(?:re|er) | ssp | sick pay |
        state pension | bereavement support | entitled | claim | claiming | lcwra | managed migration |
        free school meals""",
        r"""allowance* | assessment | tribunal | forms? | payment* stopped | appeal* | journal |
        work coach | medical |
        stopped my money""",
    ),
    "food": (
        r"""food | food ?bank* | hungry | starv* | nothing to eat | eat* less | groceries | parcel |
        feed (?:my|the|them|us|me|him|her) | fridge is | fridge'?s | cupboards? | skip* meals | not eat* so |
        healthy start | no milk | nappies and milk | meals on wheels | hot (?:meal|dinner) | bare cupboard* |
        soup kitchen | baby milk | formula | empty fridge""",
        r"""eat | meal | meals | shopping | tea on the table | dinner | bread | tins | nowt in""",
    ),
    "energy": (
        r"""gas | electric* | leccy | lecky | energy | meter | smart meter | pre ?pay* | boiler | heating |
        heat |
        radiator* | top up* | british gas | fuel | emergency credit | warm home* | insulat* |
        cut (?:me|us) off |
        winter fuel | freezing | oil tank | heat or eat | power""",
        r"""cold | warm | no hot water | bills? | damp | blankets? | heater | candle* | dark""",
    ),
    "work": (
        r"""job | jobs | work | working | employ* | unemploy* | redundan* | sacked | laid off | boss* |
        manager* |
        colleague* | co-?worker* | cv | interview* | zero hours? | shift | shifts | wages? | overtime |
        self employed | fired | minimum wage | workload | office | warehouse | agency | dismiss* | notice at |
        finished me | apprentice* | career* | hours cut | business""",
        r"""trade | skills | reference* | contract | promotion | deadline* | team | furlough* | factory |
        night shifts? | p45 | tips""",
    ),
    "education": (
        r"""school* | college* | uni | university | exam* | gcse* | a levels? | course* | homework |
        student* | study* |
        teacher* | esol | grades? | tutor* | degree | coursework | excluded | learn english | english class* |
        essay* | revision | maths | dissertation | send | ehcp | night class* | read and write |
        reading and writing | learn to read | classes in english | adult learning | nursery place | semester""",
        r"""class | classes | learn* | qualif* | read | reading | english | training | lesson* | test |
        finals""",
    ),
    "isolation": (
        r"""lonely | loneliness | lonley | isolat* | alone | no friends? | no mates | no ?one to talk to |
        nobody to talk to | make friends | meet people | meet new people |
        never see (?:anyone|a soul|anybody|my friends) | on (?:my|me|his|her|their) own | company |
        no ?body (?:rings|visits|calls|comes) | don'?t see anyone | know nobody |
        no ?one (?:rings|visits|calls|comes) | by (?:myself|himself|herself) | befriend* | somebody to talk to |
        someone to (?:talk|chat) to | no family here | left out | four walls | social life |
        don'?t know anyone""",
        r"""friends? | chat | group | lunch club | coffee morning | quiet | visit* | go out | get out | nobody |
        no ?one | walls | moved here | neighbou?rs?""",
    ),
    "mental_wellbeing": (
        r"""depress* | anxi* | mental health | mental* | panic* | counsel* | therap* | stress* | low mood |
        feel(?:ing)? (?:low|down|flat|numb|hopeless|empty) | can'?t cope | not coping | overwhelm* | nerves |
        breakdown | self esteem | confidence | ocd | ptsd | bipolar | worr(?:y|ied|ying) | trauma* |
        head'?s? (?:is )?(?:a )?(?:mess|gone|all over) | can'?t sleep | not sleep* | cry | crying |
        burn(?:t|ed) ?out | talking therap* | insomnia | in bits""",
        r"""sleep* | tired | sad | low | down | angry | anger | upset | mood* | scared | cope | coping |
        struggling |
        worn out | at the end of | nightmare* | shaking | flashback*""",
    ),
    "bereavement": (
        r"""died | dies | dead | death | passed away | passed on | bereave* | grief | grieving | griev* |
        funeral* |
        widow* | buried |
        lost (?:my|me|our|his|her) (?:mum|dad|husband|wife|son|daughter|brother|sister|nan|gran|
        grandad|baby|partner|mother|father|best friend|hubby) |
        stillb* | miscarr* | ashes | mourning | since (?:he|she) (?:went|passed) | loss of | probate |
        late (?:husband|wife) | inquest""",
        r"""lost | miss (?:him|her) | anniversary | grave | memor* | passed | gone | suicide""",
    ),
    "caring": (
        r"""carer* | caring for | care for |
        look* after (?:my|me|him|her|our|mum|dad|the wife|a) ?(?:mum|dad|mother|father|husband|wife|
        nan|gran|grandad|brother|sister|son|partner)? |
        dementia | alzheimer* | respite | sitting service | young carer* | wash and dress | wash him |
        wash her |
        can'?t leave (?:him|her) | 24 ?/ ?7 | care of my | can'?t be left | doing everything for""",
        r"""mum | dad | husband | wife | break | stroke | disabled | poorly | dress | wander* | parents? | nan |
        look after | ms | parkinson*""",
    ),
    "older_people": (
        r"""elderly | pension* | old age | old (?:man|woman|lady|folk|people) |
        (?:is|am|i'?m|she'?s|he'?s|aged|age|,|and) ?(?:[6][5-9]|[789]\d) | [789]\d (?:year*|yr|and) |
        over (?:60|65|70|75|80)s? | care home* | home help | age uk | falls? | lifeline | pendant | retired |
        sheltered | eighty* | seventy* | ninety* | great ?gran* | dementia""",
        r"""mum | dad | nan | gran | granny | grandad | grandma | grandfather | grandmother | old |
        retire* | frail |
        unsteady | fell | meals on wheels | mother | father | auntie""",
    ),
    "physical_disability": (
        r"""wheelchair* | disab* | blue badge | stair ?lift | grab rail* | hand ?rails? | ramp* | blind | deaf |
        hearing aid* | amput* | walking (?:stick|frame) | adapt* | mobility | occupational therap* | sight |
        eyesight | ms | multiple sclerosis | cerebral palsy | parkinson* | wet room | bath seat | hoist |
        arthritis | can'?t (?:walk|stand|climb) | stroke | paraly* | fibromyalgia | chronic pain |
        braille | bsl |
        sign language | hard of hearing | crutches | spinal* | epilep*""",
        r"""stairs | bath | legs? | hips? | knees? | back | hands | upstairs | equipment | fall |
        bad back | walk |
        pain | hearing | scooter | chair""",
    ),
    "learning_disability": (
        r"""learning disab* | learning difficult* | autis* | asperger* | adhd | down'?s | special needs |
        dyslex* |
        global delay | neurodiver* | asd | add | sen | dyspraxi* | supported living | supported internship |
        day cent(?:re|er) | senco? | easy read | diagnos* for | slow learner | non ?verbal |
        waiting for (?:an? )?(?:assessment|diagnosis)""",
        r"""diagnos* | meltdown* | assessment | school | sensory | routine | support worker |
        understands? | noise |
        specialist""",
    ),
    "children_families": (
        r"""kids? | child | children | toddler* | baby | babies | nursery | parenting | childcare | tantrum* |
        my (?:son|daughter|little|lad|boy|girl|youngest|eldest|two|three|mum|dad|sister|brother|family|parents) |
        step ?(?:kids?|son|daughter|mum|dad|children) | grandkids | grandchild* | grandson | granddaughter |
        parents | siblings? | brother* | sister* | adopt* | foster* | contact | custody | access | family |
        single (?:mum|dad|parent) | bedwet* | half term | social services | play ?group | sats""",
        r"""mum | dad | behav* | school | naughty | son | daughter | lad | little | ones | teen* | twins |
        nephew |
        cousin""",
    ),
    "young_people": (
        r"""teen* | young (?:person|people|lad|man|woman|adult) | youth* | my (?:1[1-9]) ?y* |
        (?:i'?m|im|am|he'?s|she'?s|is|aged|,) ?(?:1[1-9]) | 1[1-9] ?(?:year|yr|yo)\w* | fourteen | fifteen |
        sixteen | seventeen | year (?:9|10|11|nine|ten|eleven) | sixth form | care leaver* | leaving care |
        gang* |
        bullied | bullying | bully | gaming | vap* | apprenticeship | neet | puberty | youth club |
        (?:thir|four|fif|six|seven|eigh|nine)teen""",
        r"""school | lads? | lass | mates | phone | online | college | exclu* | hangs? (?:about|around|round) |
        bedroom | daughter | son""",
    ),
    "domestic_abuse": (
        r"""abus* | hits? me | hitting me | punch* me | beat* me | controls? (?:me|my|every*|who|what) |
        controlling |
        violent | violence | scared of (?:him|my|her) | frightened of (?:him|my|her) | refuge | threaten* |
        won'?t let me | doesn'?t let me | isn'?t allowed | not allowed | stalk* | non ?mol* | coercive* |
        takes my (?:money|wages|phone|bank|card) | tracks my | checks my phone | forced (?:marriage|to marry) |
        honou?r | women'?s aid | (?:he|she) (?:hit|hits|slapped|pushed|choked|strangled) (?:me|her|him) |
        bruises? |
        follows me | black eye | afraid of | left him | locks me""",
        r"""scared | frightened | husband | partner | ex | he | escape | leave him | hurts? | shouts? |
        temper | safe |
        jealous | police | gets nasty | threat*""",
    ),
    "relationships": (
        r"""marriage | married | divorc* | separat* | relationship* | boyfriend | girlfriend | split up |
        broke up |
        break ?up | cheat* | affair | couples? | relate | wife and i | husband and i |
        me and (?:my|the|our) (?:wife|husband|partner|mrs|missus|fella|mum|dad|sister|brother|bf|gf) |
        row | rows |
        rowing | argu* | my ex | trust | fell out | fallen out | falling out | dating | partner | walked out |
        left me | fiance* | love | mediat* | don'?t talk | marital | spouse | drifting | other woman""",
        r"""husband | wife | ex | friend | family | friends | together | fight* | missus | mrs | fella |
        each other |
        brother | sister | talk | girl | hubby | in ?laws?""",
    ),
    "substance_misuse": (
        r"""drink | drinking | drinks | drunk | alcohol* | booze* | drug | drugs | cocaine | coke |
        heroin | cannabis |
        weed | smack | addict* | sober | detox | rehab | methadone | crack | ket | ketamine | pregabalin |
        codeine |
        pills | spice | vodka | cans | aa | relapse* | inspire | using again | hungover | needle* | withdraw* |
        wine | lager | bottle""",
        r"""clean | using | habit | off it | smok* | recovery | dealer | cravings? | prescription | cider |
        beer""",
    ),
    "gambling": (
        r"""gambl* | bet | bets | betting | bookie* | slots? | casino* | scratch ?cards? | online bingo |
        poker |
        roulette | fruit machine* | horses | gamcare | gamstop | punting | spins | bingo | accas? | wager*""",
        r"""stake* | machine* | lost it all | football bets | lottery | apps?""",
    ),
    "sexual_health": (
        r"""sti | stis | std | stds | chlamydia | condom* | contracept* | morning after | hiv |
        sexual health | sexual |
        sex | the pill | coil | implant | gonorr* | herpes | syphilis | smear | unprotected | prep | clap |
        genital* | sexuality | emergency contracept* | gay | depo | lgbt*""",
        r"""test | tested | testing | clinic | itch* | discharge | period | split | late | slept with |
        private parts |
        checked""",
    ),
    "pregnancy_young_parents": (
        r"""pregnan* | expecting | antenatal | midwife | midwives | due (?:in|date|any) | months gone |
        weeks gone |
        abortion | termination | teen (?:mum|dad|parent)* | young (?:mum|dad|parent)s? | baby due | scan |
        newborn |
        having a baby | gonna be a dad | going to be a (?:mum|dad) | up the duff | breastfeed* |
        morning sickness |
        missed (?:a|my|two) period* | birth | postnatal | bump""",
        r"""baby | trimester | period | nappies | pram | cot | mum and baby | babba | wks | partner left""",
    ),
    "crime_safety": (
        r"""burgl* | robbed | stole* | theft | mugged | scam* | fraud* | anti ?social | asb | hate crime |
        racis* |
        victim* | crime | police | dealers? | dealing | assault* | attack* | vandal* | threaten* | broke in |
        broken into | break in | harass* | knife | conned | stabb* | catapult | grafitti | graffiti |
        abuse from neighbours | spat at | smashed | gang | arson | grooming | slashed | damage""",
        r"""neighbou?rs? | lads | kids on | unsafe | afraid to go | doorbell | window | youths |
        motorbikes? | gangs? |
        shout* at | fireworks | street | locks | court | witness | intimidat*""",
    ),
    "environment_home": (
        r"""damp | mould | mouldy | mice | rats? | cockroach* | bed ?bugs? | rubbish | fly ?tip* | bins? |
        noise |
        noisy | leak* | leaking | repairs? | roof | smell | stink* | hoard* | pests? | infest* | vermin |
        gutters? |
        sewage | drain* | mess | clutter* | asbestos | pollut* | loud music | dog mess | dumped | fumes |
        overgrown | blocked | flood* | wasps? | slugs | broken window | dust""",
        r"""landlord | walls? | ceiling | garden | clean* | neighbou?rs? | music | barking | smoke | wet |
        kitchen |
        flies | water coming | filthy | alley""",
    ),
    "transport": (
        r"""bus | buses | lift to | lifts? | taxi* | transport | travel |
        get to (?:hospital|the hospital|appointments?|work|clinic|dialysis|the doctors|my|royal) | bus pass |
        no car | can'?t drive | dial a ride | driving licen[cs]e | licence | train | trains | fares? |
        community car* | petrol | patient transport | ring and ride | can'?t get (?:to|there)""",
        r"""drive | driving | car | hospital appointment* | appointment* | far | ride | walk to | shops |
        how do i get""",
    ),
    "healthy_living": (
        r"""weight | lose weight | exercis* | gym | fit | fitter | fitness | diet* | quit smoking |
        stop smoking |
        give up (?:smoking|the fags|fags|vaping) | smok* | cigarettes? | fags | swimming | swim |
        walking group |
        obes* | bmi | healthy | active | pre ?diabet* | blood pressure | cholesterol | cook* healthy |
        slimming |
        vap* | exercise | yoga | couch to | overweight | unfit""",
        r"""eat better | eating | walks? | walking | cook* | running | football | fat | junk | takeaways |
        diabet* |
        class | heart | sport""",
    ),
    "immigration": (
        r"""asylum | refugee* | visa* | immigra* | home office | leave to remain | settled status |
        citizenship |
        passport | nrpf | no recourse | brp | spouse visa | deport* | evisa | e-visa | nass | right to work |
        eu settle* | undocumented | british citizen* | esol | indefinite | nationality |
        from (?:syria|sudan|iran|iraq|ukraine|afghanistan|eritrea) | new to (?:uk|the uk|england|this country) |
        came to uk | the uk | overstay*""",
        r"""solicitor | papers | status | country | interview | interpreter | english | migrant | language |
        wife in pakistan | foreign""",
    ),
    "legal": (
        r"""solicitor* | legal* | lawyer* | court | tribunal | will | wills | power of attorney | lpa |
        probate | law |
        sue | rights | employment tribunal | citizens advice | custody | barrister | magistrates? | injunction |
        compensation | inheritance | ccj | hearing | divorce papers | legal aid | small claims | charged with |
        contest | statement | legally""",
        r"""appeal | advice | sign* | contract | evict* | fine | unfair | divorce | accused | letter |
        police | deeds""",
    ),
    "digital": (
        r"""internet | online | computer* | laptop | wi-?fi | broadband | email* | smart ?phone* | tablet |
        website* |
        data | log ?in | password* | app | apps | digital | sim card | zoom | facetime | nhs app | ipad |
        technology | on the web | on the net | printer | scan a | credit on my phone | photo id online |
        screen""",
        r"""phone | form | forms | set up | mobile | sim | account | library | click""",
    ),
    "volunteering": (
        r"""volunt* | give something back | help out | give back | charity shop | do my bit | helping others |
        help others | time on my hands | donat* | unpaid | mentor others | befriender | do some good | useful |
        spare time | free time | litter pick* | lend a hand | want to help | peer support""",
        r"""charity | community | help at | allotment | retired | something to do | coach | dbs |
        experience | skills""",
    ),
}
