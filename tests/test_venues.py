"""The registry of venues: every name finds its venue, and no other."""

from __future__ import annotations

import pytest

from papernotes.model.venue import Venues, registry

NAMES = [(name, venue.name) for venue in registry().all for name in (venue.name, venue.full_name, *venue.aliases)]


def test_the_registry_holds_the_field() -> None:
    assert len(registry().all) >= 80
    assert {venue.kind for venue in registry().all} == {"conference", "journal", "preprint", "workshop"}
    assert {venue.parity for venue in registry().all} == {"", "odd", "even"}


@pytest.mark.parametrize(("name", "venue"), NAMES, ids=[name for name, _ in NAMES])
def test_no_name_is_that_of_two_venues(name: str, venue: str) -> None:
    found = registry().find(name)
    assert found is not None and found.name == venue


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("NIPS", "NeurIPS"),
        ("Neurips", "NeurIPS"),
        ("nips 2021", "NeurIPS"),
        ("PAMI", "TPAMI"),
        ("T-PAMI", "TPAMI"),
        ("ACMMM", "ACM MM"),
        ("ACM Multimedia", "ACM MM"),
        ("acm-mm", "ACM MM"),
        ("arxiv", "arXiv"),
        ("CoRR", "arXiv"),
        ("CVPR'16", "CVPR"),
        ("CVPR2016", "CVPR"),
        ("Proceedings of the European Conference on Computer Vision", "ECCV"),
        ("In Proc. European Conference on Computer Vision (ECCV)", "ECCV"),
        ("Proceedings of the IEEE", "Proceedings of the IEEE"),
        ("ＣＶＰＲ", "CVPR"),
        # ACL is a conference, TACL a journal, and Findings are neither.
        ("ACL", "ACL"),
        ("Findings of the ACL", "Findings of ACL"),
    ],
)
def test_names_as_people_write_them(text: str, venue: str) -> None:
    found = registry().find(text)
    assert found is not None and found.name == venue


@pytest.mark.parametrize("text", ["", "2021", "My Workshop", "C", "Proceedings of the"])
def test_what_is_no_venue(text: str) -> None:
    assert registry().find(text) is None


@pytest.mark.parametrize(
    ("text", "venue"), [("arixv", "arXiv"), ("CVRP", "CVPR"), ("Nuerips", "NeurIPS"), ("xyzzy", None)]
)
def test_suggestions(text: str, venue: str | None) -> None:
    assert registry().suggest(text) == venue


@pytest.mark.parametrize(
    ("venue", "year", "held"),
    [
        ("ICCV", 2021, True),
        ("ICCV", 2020, False),
        ("ECCV", 2020, True),
        ("ECCV", 2021, False),
        ("ICLR", 2012, False),
        ("ICLR", 2013, True),
        ("CVPR", 1900, True),
    ],
)
def test_years(venue: str, year: int, held: bool) -> None:
    found = registry().find(venue)
    assert found is not None and found.held_in(year) is held


def test_an_empty_registry_knows_nothing() -> None:
    assert Venues(iter(())).find("CVPR") is None and Venues(iter(())).suggest("CVPR") is None
