"""Addresses as keys: spellings of one page come together, pages stay apart, what cannot be fetched is refused."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.web.addresses import BadAddress, address_key, file_address, looks_like_address, parse_address

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORD = st.text(LETTERS + LETTERS.upper() + "0123456789-._~%é ", min_size=1, max_size=12).map(
    lambda word: word.replace("%", "%25").replace(" ", "%20")
)
NAME = st.sampled_from(["id", "p", "q", "page", "at", "tag", "article", "section", "v", "utm", "sid", "ref"])
QUERY = st.lists(st.tuples(NAME, WORD), max_size=4)
HOST = st.builds("{}.{}".format, st.text(LETTERS, min_size=1, max_size=10), st.sampled_from(["com", "co.uk", "de"]))
PATH = st.lists(WORD.filter(lambda word: word.strip(".")), max_size=4).map(lambda words: "/" + "/".join(words))
TRACKING = st.lists(
    st.sampled_from([
        "utm_source=x", "UTM_Medium=social", "utm_campaign=a%20b", "fbclid=IwAR0", "gclid=1", "dclid=2",
        "msclkid=3", "yclid=4", "gbraid=5", "wbraid=6", "mc_cid=7", "mc_eid=8", "igshid=9", "_ga=1.2", "at_medium=rss",
        "at_campaign=64", "pk_campaign=n", "mtm_source=n", "xtor=AL-1", "cmpid=n", "smid=tw-share", "_hsenc=p2",
        "wt_mc=a",
        "ns_campaign=b", "li_fat_id=c", "s_cid=d", "mkt_tok=e",
    ]),
    max_size=4,
)  # fmt: skip


def key(address: str) -> str:
    return address_key(parse_address(address))


@hypothesis.settings(deadline=None, derandomize=True, max_examples=150)
@hypothesis.given(host=HOST, path=PATH, query=QUERY, tracking=TRACKING, data=st.data())
def test_every_spelling_of_one_page_has_one_key(host, path, query, tracking, data):
    told = [f"{name}={value}" for name, value in query]
    plain = f"https://{host}{path}" + ("?" + "&".join(told) if told else "")
    # Names may change places; two values of one name may not: `id=1&id=2` and `id=2&id=1` are two pages.
    order = data.draw(st.permutations(sorted({name for name, _ in query})))
    told = [f"{name}={value}" for wanted in order for name, value in query if name == wanted]
    for extra in tracking:
        told.insert(data.draw(st.integers(0, len(told))), extra)
    scheme = data.draw(st.sampled_from(["http", "https", "HTTPS", "Http"]))
    port = {"http": ":80", "https": ":443"}[scheme.lower()]
    variant = (
        f"{data.draw(st.sampled_from(['', ' ', chr(10)]))}{scheme}://"
        + data.draw(st.sampled_from(["", "reader:secret@"]))
        + data.draw(st.sampled_from([host, host.upper(), host.title(), host + "."]))
        + data.draw(st.sampled_from(["", port]))
        + path
        + ("?" + "&".join(told) if told else "")
        + data.draw(st.sampled_from(["", "#top", "#:~:text=words"]))
    )
    assert key(variant) == key(plain)


@hypothesis.settings(deadline=None, derandomize=True, max_examples=60)
@hypothesis.given(host=HOST, path=PATH, query=QUERY)
def test_the_key_of_a_key_is_the_key(host, path, query):
    found = key(f"http://{host}{path}?" + "&".join(f"{name}={value}" for name, value in query))
    assert key(found) == found


@hypothesis.settings(deadline=None, derandomize=True, max_examples=500)
@hypothesis.given(st.text(max_size=60) | st.text(max_size=60).map("https://{}".format))
def test_any_text_is_an_address_or_a_bad_address(text):
    try:
        url = parse_address(text)
    except BadAddress:
        return
    assert address_key(url).startswith("https://")
    assert address_key(url).encode("ascii")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/news?id=1", "https://a.example/news?id=2"),
        ("https://a.example/?p=4711", "https://a.example/?p=4712"),
        ("https://a.example/search?q=harbour", "https://a.example/search?q=harbor"),
        ("https://a.example/story?page=1", "https://a.example/story?page=2"),
        ("https://a.example/story", "https://a.example/story?page=2"),
        ("https://a.example/live?at=5", "https://a.example/live?at=6"),
        ("https://a.example/video?at_time=30", "https://a.example/video?at_time=90"),
        ("https://a.example/item?pk_id=1", "https://a.example/item?pk_id=2"),
        ("https://a.example/game?raid=1", "https://a.example/game?raid=2"),
        ("https://a.example/shop?clid=1", "https://a.example/shop?clid=2"),
        ("https://a.example/?article=harbour&lang=en", "https://a.example/?article=harbour&lang=de"),
        ("https://a.example/?a=b&c=d", "https://a.example/?a=d&c=b"),
        ("https://a.example/?id=1&id=2", "https://a.example/?id=2&id=1"),
        ("https://a.example/?a=1%26b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/?q=a%2Bb", "https://a.example/?q=a+b"),
        ("https://a.example/?tag=%CF%F0", "https://a.example/?tag=%CF%E0"),  # windows-1251
        ("https://a.example/Story", "https://a.example/story"),
        ("https://a.example/story", "https://a.example/story/"),
        ("https://a.example/story/", "https://a.example/story/amp"),
        ("https://a.example/story.html", "https://a.example/story.htm"),
        ("https://a.example/2024/05/story", "https://a.example/2024/06/story"),
        ("https://a.example/story-1", "https://a.example/story-2"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/%FF", "https://a.example/%25FF"),
        ("https://a.example/b", "https://a.example//b"),
        ("https://a.example/story;v=1", "https://a.example/story;v=2"),
        ("https://a.example/story", "https://www.a.example/story"),
        ("https://a.example/story", "https://b.example/story"),
        ("https://a.example/story", "https://a.example:8080/story"),
        ("https://a.example/?utm=1", "https://a.example/?utm=2"),
        ("https://a.example/caf%C3%A9", "https://a.example/cafe"),
        ("https://a.example/?ref=1", "https://a.example/?ref=2"),
    ],
)
def test_two_articles_never_merge(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTP://Example.COM:80/A?b=1#c", "https://example.com/A?b=1"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com/%7eana/?q=a%20b", "https://example.com/~ana/?q=a+b"),
        ("https://example.com/x?fbclid=1&utm_source=2", "https://example.com/x"),
        ("https://example.com/x?b=2&a=1&gclid=3", "https://example.com/x?a=1&b=2"),
        ("https://münchen.example/straße", "https://xn--mnchen-3ya.example/stra%C3%9Fe"),
        ("http://[2001:DB8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://ana:secret@example.com/x", "https://example.com/x"),
        ("https:\\\\a.example\\b\\c?d=\\e", "https://a.example/b/c?d=%5Ce"),
        ("https:////a.example/b", "https://a.example/b"),
        (" http://a.example/a b?c d#e f\n", "https://a.example/a%20b?c+d="),
        ("http://a.example/one\n\t  two", "https://a.example/onetwo"),
        ("ht\ntps://a.exam\tple/b", "https://a.example/b"),
        ("http://a.example/\r\nHost: b.example", "https://a.example/Host:%20b.example"),
    ],
)
def test_keys_look_like_this(address, expected):
    assert key(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "mailto:a@a.example",
        "a.example/x",
        "",
        "http://",
        "http:///x",
        "http:a.example",
        "http://./",
        "http://.../x",
        "http://a..example/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://a b.example/",
        "http://a.example:80 /b",
        "http ://a.example/b",
        "http://a.example/\x00b",
        "http://a.example/\x7f",
        "http://a.example/a\u2028b",
        "http://a.example/caf\udce9",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://a.example:abc/",
        "http://a.example\\@b.example/",
        "http://[::1",
        "http://[domain]/x",
        "http://xn--a/",
        "http://xn--zzzzzzzz99999.com/",
        "http://xn--0.pt/",
        "http://xn--/",
    ],
)
def test_what_cannot_be_fetched_is_a_bad_address(address):
    with pytest.raises(BadAddress):
        parse_address(address)


def test_words_with_a_scheme_look_like_addresses_and_paths_do_not():
    words = [
        "https://a.example/",
        "ftp://a.example/",
        "javascript:x",
        "news/today.txt",
        "C:\\news",
        "c:/news",
        "today.txt",
    ]
    assert [looks_like_address(word) for word in words] == [True, True, True, False, False, False, False]


def test_a_file_is_known_by_its_absolute_path_without_dots(tmp_path):
    assert file_address(tmp_path / "a" / ".." / "böse #1.html") == f"file://{tmp_path}/b%C3%B6se%20%231.html"


def test_a_link_is_not_followed_in_the_address_of_a_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    assert file_address(tmp_path / "link" / "x.html") == f"file://{tmp_path}/link/x.html"
