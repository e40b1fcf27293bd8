import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.keywords import Keyword, every_wording, keyword

ORDERS = {
    Keyword.STOP: """
        STOP | stop | Stop. | stop! | " stop " | stop please | Please stop | pls stop | STOPP | sotp
        stpo | StopAll | STOP ALL | stop 🙏 | stop x | stop now | stop thanks | s.t.o.p | st0p
        "STOP" | (stop) | unsubscribe | Unsubscribe me | unsub | opt out | OPTOUT | opt-out
        opt me out | revoke | END | End. | quit | CANCEL | please stop texting me | stop texting me
        stop txting me | stop messaging me please | dont text me again | Don't text me again
        don’t text me anymore | do not text me | dont contact me | i want to opt out
        I'd like to opt out please | can you stop texting me | could you please stop texting me
        take me off | take me off your list | remove me | remove my number
        remove me from your list | no more texts | no more messages please | stop sending me texts
        stop sending me messages | i dont want any more texts | just stop texting me
        please stop sending me these | stop these texts | stop texts
        stop messages | never text me again
        i want you to stop texting me | hi please stop texting me thank you
    """,
    Keyword.START: """
        START | start | Start please | unstop | UNSTOP | opt in | opt-in | optin | resubscribe
        text me again | start texting me again | please start the texts again | opt me back in
        strat
    """,
    Keyword.HELP: "HELP | help | Help! | help please | please help | info | INFO | help me please | hlep",
    Keyword.DELETE: """
        DELETE | delete | Delete. | delete please | delete my messages | delete my data
        please delete my texts | delete all my data | erase everything | forget me
        delete everything | can you delete my messages | i want you to delete my data | wipe my data
        erase my details | delete me | how do i delete my data
    """,
    Keyword.WHO: """
        WHO | who | Who? | who sees this | who sees this? | who can see this | who reads these
        who reads this | who will see this | whos reading this | who's reading this?
        who can read my messages | who gets my data
    """,
}

COLLISIONS = """
        stop smoking | i want to stop smoking | help me stop smoking | stop smoking help
        stop drinking | i want to stop | i cant stop | i cant stop crying | stop him hitting me
        Stop him hitting me | make him stop | make it stop | stop i cant cope | Stop I can't cope
        stop it | please stop it | stop it please | stop him | stop them
        stop universal credit taking my money | they want to stop my benefits
        my benefits have been stopped | stopped | bus stop | stop and search | stop gambling
        stop the eviction | stop my ex texting me | stop my ex | he wont stop texting me
        my ex wont stop texting me | please stop my neighbour | stop bailiffs | non stop noise
        nonstop | dont stop | don't stop texting me | never stop | why stop | end of tenancy
        end it all | i want to end it | ending my life | the end | my tenancy will end | end it
        please end | end please | i want to end | end 😭 | end now | week end | the end is near
        dead end | cancelled my benefits | cancel my tenancy | cancel the call | cancel my call
        cancelled | cancel please | cancel it | they cancelled my pip | cancel my appointment
        quit smoking help | quit smoking | i quit my job | quit my job | how to quit
        i want to quit | quit drinking | start a walking group? | start again | start over
        i want to start a business | start work monday | yes | YES | yes please help
        Yes please help | yes please | help with rent | help my son | i need help
        help i cant breathe | can you help me | can you help | help with food | help me stop
        info on housing | more info | help him | help us | helpline | self help | help to buy
        delete my facebook | delete him | delete my ex's number | my ex wont delete my photos
        erase my debt | delete my debts | forget it | forget him | i forget things
        i forget everything | just forget me i want to die | who are you | who is this
        who do i ring | who can help | who helps with rent | who can see me today | leave me alone
        go away | take me off the lease | take me off my tablets | take me home | get off me
        get me off | no more | no more money | no more food | no more hitting
        no texts from the dwp | opt out of pension | revoke my licence | unsubscribe from sky | all
        x | thanks | please | 1 | 2 and 3 | more | call | last | remove my husband
        remove me from the house | remove the mould | i dont want anything | clear my record | wipe my record
        erase me | i delete things | dont call me
        never mind | dont text my husband | dont tell my mum | message me later | contact me
    """


def _table(words: str) -> list[str]:
    rows = (row.strip() for line in words.strip().splitlines() for row in line.split("|"))
    return sorted({row for row in rows if row and row != "start"})


@pytest.mark.parametrize(
    ("text", "order"),
    [
        (text.strip(), order)
        for order, words in ORDERS.items()
        for line in words.strip().splitlines()
        for text in line.split("|")
        if text.strip()
    ],
)
def test_an_order_is_known_however_politely_it_is_put(text: str, order: Keyword) -> None:
    assert keyword(text) is order


@pytest.mark.parametrize("text", _table(COLLISIONS))
def test_a_sentence_that_only_looks_like_an_order_is_none(text: str) -> None:
    assert keyword(text) is None


@pytest.mark.parametrize("text", ["", "   ", "...", "😭", "?", "🙏🙏"])
def test_a_message_without_words_is_no_order(text: str) -> None:
    assert keyword(text) is None


def test_every_wording_in_the_tables_is_its_own_order() -> None:
    wrong = [(key, wording) for key, wording in every_wording() if keyword(wording) is not key]
    assert wrong == []


TELLING = st.sampled_from(
    ["my", "him", "debt", "rent", "smoking", "hitting", "cant", "cope", "benefits", "alone", "kids"]
)


@given(st.sampled_from(sorted({w for _, w in every_wording()})), st.lists(TELLING, min_size=1, max_size=4))
def test_an_order_followed_by_more_of_the_story_is_never_an_order(wording: str, rest: list[str]) -> None:
    assert keyword(" ".join([wording, *rest])) is None


@given(st.text(max_size=60))
def test_any_text_at_all_is_read_without_fault(text: str) -> None:
    assert keyword(text) in (None, *Keyword)
