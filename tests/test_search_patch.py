"""An index that was patched is the index of a clean build, byte for byte, whatever was edited."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from papernotes.search import shard
from papernotes.search.fulltext import LENGTH, LENGTHS, Document, Index, document_words, text_line
from papernotes.search.kept import Kept, Places, beginning, record
from papernotes.search.passage import Section
from papernotes.search.patch import Change, patched

LETTERS = "aeinorst"
Words = dict[str, int]


def kept_of(words: list[Words]) -> Kept:
    return Kept(beginning() + b"".join(record(i, bytes(16), found) for i, found in enumerate(words)))


def word(chance: random.Random) -> str:
    """A word of which some are frequent and most are not, as in texts."""
    if chance.random() < 0.4:
        return chr(0x4E00 + int(chance.paretovariate(0.7)) % 3000) + chr(0x4E00 + chance.randrange(60))
    return "".join(chance.choices(LETTERS, k=min(9, 1 + int(chance.paretovariate(0.9)))))


def document(chance: random.Random, number: int, length: int) -> Document:
    text = " ".join(word(chance) for _ in range(length))
    return Document(f"papers/{number}/", f"{word(chance)} {number}", (("tag", 8),), [Section("a", "方法", text)])


def edited(chance: random.Random, old: Document) -> Document:
    """A word more, a word less, another sentence, another text, another title, or no text at all."""
    text = old.sections[0].text.split() if old.sections else []
    kind, place = chance.randrange(6), chance.randrange(len(text) + 1)
    if kind == 0:
        text.insert(place, word(chance))
    elif kind == 1:
        del text[place : place + 1]
    elif kind == 2:
        text[place:place] = [word(chance) for _ in range(12)]
    elif kind == 3:
        return document(chance, int(old.url.split("/")[1]), chance.randrange(90))
    elif kind == 4:
        return replace(old, title=f"{word(chance)} {word(chance)}")
    else:
        return replace(old, sections=())
    return replace(old, sections=[Section("a", "方法", " ".join(text))])


def index_of(documents: list[Document], words: list[Words]) -> Index:
    index = Index()
    for one, its in zip(documents, words, strict=True):
        index.add(one, its)
    return index


def applied(files: dict[str, bytes], changes: dict[str, bytes | None]) -> dict[str, bytes]:
    found = {name: content for name, content in (files | changes).items() if content is not None}
    assert all(files.get(name) != content for name, content in changes.items()), "a file that is as it was"
    return found


@pytest.mark.parametrize("kept", [2_000, 6])
def test_a_patched_index_is_that_of_a_clean_build(monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    for name, value in {"KEPT": kept, "LEAST": 300, "MOST": 900, "APART": 12}.items():
        monkeypatch.setattr(shard, name, value)
    chance = random.Random(kept)
    documents = [document(chance, i, 40) for i in range(30)]
    words = [document_words(one) for one in documents]
    files = dict(index_of(documents, words).files())
    assert sum("/words/" in name for name in files) > 10
    for step in range(100):
        places = chance.sample(range(len(documents)), chance.choice([1, 1, 1, 3]))
        after = {place: edited(chance, documents[place]) for place in places}
        if step % 10 == 0:
            after[len(documents)] = document(chance, len(documents), 40)
            documents, words = [*documents, after[len(documents)]], [*words, {}]
        changes = {place: Change(text_line(one), words[place], document_words(one)) for place, one in after.items()}
        known = kept_of(words)
        for place, change in changes.items():
            documents[place], words[place] = after[place], dict(change.new)
        clean = index_of(documents, words)
        made = patched(files.__getitem__, changes, known)
        assert made is not None
        files = applied(files, made)
        assert files == dict(clean.files())


def test_a_text_that_grows_changes_the_shards_of_no_word_that_it_had() -> None:
    chance = random.Random(11)
    documents = [document(chance, i, 200) for i in range(40)]
    words = [document_words(one) for one in documents]
    files = dict(index_of(documents, words).files())
    place, text = 7, documents[7].sections[0].text
    now = replace(documents[place], sections=[Section("a", "方法", text + " 虚构" * 400)])
    found = document_words(now)
    assert found[LENGTH] > words[place][LENGTH]
    made = patched(files.__getitem__, {place: Change(text_line(now), words[place], found)})
    assert made is not None
    more = [word for word in found if word and found[word] != words[place].get(word)]
    assert len(made) <= len(more) + 3 < 10 and LENGTHS in made


def kept_bytes() -> tuple[bytes, list[Words]]:
    """The words of twelve documents, of which the fourth changed twice."""
    chance = random.Random(5)
    words = [document_words(document(chance, i, 50)) for i in range(12)]
    records = [record(i, bytes([i] * 16), found) for i, found in enumerate(words)]
    words[3] = {"detection": 15, "文字": 1, "#文字": 9, "é": 10}
    records += [record(3, b"x" * 16, {"detection": 3}), record(3, b"y" * 16, words[3])]
    return beginning() + b"".join(records), words


def test_kept_words_are_those_of_the_documents() -> None:
    data, words = kept_bytes()
    kept = Kept(data)
    stamps = [bytes([i] * 16) if i != 3 else b"y" * 16 for i in range(12)]
    assert [kept.words(i, stamp) for i, stamp in enumerate(stamps)] == words
    assert kept.words(3, b"x" * 16) is None and kept.words(12, b"x" * 16) is None
    assert len(kept) == 12 and kept.end == len(data) and not kept.wasteful
    wanted = {word for found in words for word in found}
    rows = {word: [i << 4 | found[word] for i, found in enumerate(words) if word in found] for word in wanted}
    assert kept.rows([*wanted, "nowhere"]) == {**rows, "nowhere": []}
    assert {word: found for name in (*wanted, "nowhere") for word, found in kept.rows([name]).items()} == {
        **rows,
        "nowhere": [],
    }


def test_of_a_file_whose_places_are_known_little_is_read(tmp_path: Path) -> None:
    data, words = kept_bytes()
    path, there = tmp_path / "words.bin", Kept(data)
    path.write_bytes(data + b"torn")
    kept = Kept(file=path, places=Places(bytes(there.places)))
    assert (len(kept), kept.end, kept.wasteful) == (len(there), there.end, there.wasteful)
    stamps = [bytes([i] * 16) if i != 3 else b"y" * 16 for i in range(12)]
    assert [kept.words(i, stamp) for i, stamp in enumerate(stamps)] == words
    assert "_data" not in kept.__dict__
    more = record(5, b"z" * 16, {"more": 2}) + record(12, b"z" * 16, {"new": 3})
    kept.places.add(more, 0, kept.end)
    path.write_bytes(data + more)
    assert bytes(kept.places) == bytes(Kept(data + more).places)
    assert kept.words(5, b"z" * 16) == {"more": 2} and kept.rows(["new"]) == {"new": [12 << 4 | 3]}
    path.write_bytes(data[:200])
    shorter = Kept(file=path, places=there.places)
    assert shorter.words(11, stamps[11]) is None
    with pytest.raises(ValueError, match="words"):
        shorter.rows(["new"])
    assert shorter.load().words(0, stamps[0]) is None
    path.unlink()
    assert Kept(file=path, places=there.places).words(0, stamps[0]) is None


def test_torn_or_foreign_bytes_say_nothing_that_is_wrong() -> None:
    data, words = kept_bytes()
    for cut in range(0, len(data), 7):
        kept = Kept(data[:cut])
        assert all(kept.words(i, bytes([i] * 16)) in (None, words[i]) for i in range(12) if i != 3)
    chance = random.Random(7)
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.choice([1, 1, 3, 200])):
            broken[chance.randrange(len(data))] = chance.randrange(256)
        kept = Kept(bytes(broken))
        assert all(kept.words(i, bytes([i] * 16)) in (None, words[i]) for i in range(12) if i != 3)
        assert all(0 <= row & 15 <= 15 for row in kept.rows(["a"])["a"])
        assert kept.rows(["a", *map(str, range(9))])["a"] is not None


def test_files_that_are_not_ours_are_made_anew() -> None:
    chance = random.Random(9)
    documents = [document(chance, i, 60) for i in range(20)]
    words = [document_words(one) for one in documents]
    files, now = dict(index_of(documents, words).files()), edited(chance, documents[4])
    change = {4: Change(text_line(now), words[4], document_words(now))}
    assert patched(files.__getitem__, {}) == {}
    assert patched(files.__getitem__, change) is not None
    assert patched({}.__getitem__, change) is None
    # A number that is left out; words that the old files do not have.
    assert patched(files.__getitem__, {21: change[4]}) is None
    assert patched(files.__getitem__, {4: Change(text_line(now), words[5], {})}) is None
    for name in files:
        for content in (
            b"",
            b"{}",
            b"[]",
            b"null",
            b"\xff",
            b'{"version": "x", "count": -1, "shards": [1]}',
            files[name][:-3],
        ):
            torn = {**files, name: content}
            made = patched(torn.__getitem__, change)
            assert made is None or name not in made or made[name] != content
