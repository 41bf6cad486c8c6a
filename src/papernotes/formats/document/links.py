"""Identifiers and links in running text."""

from __future__ import annotations

import re

from papernotes.formats.document.words import URL
from papernotes.identifiers import normalise_acl, normalise_arxiv, normalise_doi, normalise_openreview

LINK_WORDS = {
    "paper": "paper", "pdf": "pdf", "论文": "paper", "原文": "paper", "论文地址": "paper", "论文链接": "paper",
    "paper link": "paper",
    "arxiv": "paper", "link": "paper", "链接": "paper", "地址": "paper", "abs": "paper", "url": "paper",
    "openreview": "paper",
    "code": "code", "代码": "code", "代码地址": "code", "代码链接": "code", "源码": "code", "开源代码": "code",
    "github": "code",
    "official code": "code", "torch": "code", "pytorch": "code", "tensorflow": "code", "tf": "code",
    "code link": "code", "开源地址": "code",
    "project": "project", "project page": "project", "page": "project", "website": "project", "homepage": "project",
    "主页": "project",
    "项目": "project", "项目主页": "project", "项目地址": "project", "官网": "project", "官网主页": "project",
    "home": "project", "demo": "demo",
    "video": "video", "视频": "video", "talk": "video", "slides": "slides", "ppt": "slides", "poster": "poster",
    "blog": "blog", "博客": "blog", "解读": "blog", "知乎": "blog", "supp": "supplement",
    "supplementary": "supplement", "data": "dataset",
    "dataset": "dataset", "数据集": "dataset", "数据": "dataset", "bib": "bib", "bibtex": "bib", "note": "blog",
    "notes": "blog", "笔记": "blog",
    "model": "model", "weights": "model", "huggingface": "model", "datasets": "dataset", "doi": "paper",
    "source": "source", "来源": "source",
}  # fmt: skip
"""Words that stand for a link, to the name of the link."""
_ARXIV = re.compile(r"(?i)arxiv(?:\.org/(?:abs|pdf|html)/|\s*[:：]?\s*)(\d{4}\.\d{4,5}|[a-z-]+/\d{7})")
_DOI = re.compile(r"(?i)(?:doi\.org/|doi\s*[:：]\s*)(10\.\d{4,9}/[^\s<>\"'，。；、）\]]+)")
_SLUG = re.compile(r"paperswithcode\.com/paper/([\w-]+)")
_HOSTS = ("arxiv.org", "openreview.net", "aclanthology.org", "doi.org", "openaccess.thecvf.com",
    "proceedings.mlr.press",
          "papers.nips.cc", "proceedings.neurips.cc", "ieeexplore.ieee.org", "dl.acm.org", "link.springer.com",
          "ecva.net",
          "paperswithcode.com", "semanticscholar.org", "sciencedirect.com", "jmlr.org", "ojs.aaai.org", "ijcai.org",
          "alphaxiv.org",
          "huggingface.co/papers", "biorxiv.org", "nature.com/articles", "isca-speech.org", "usenix.org",
          "dblp.org")  # fmt: skip
_REPOS = ("github.com", "gitlab.com", "gitee.com", "bitbucket.org")
_VIDEOS = ("bilibili.com", "b23.tv", "youtube.com", "youtu.be", "vimeo.com")
_DATA = ("kaggle.com", "huggingface.co/datasets", "zenodo.org", "opendatalab")


def identifiers(text: str) -> dict[str, str]:
    """The identifiers that a text says, by the field of the catalogue; the first of each."""
    found: dict[str, str] = {}
    if (match := _ARXIV.search(text)) and (ident := normalise_arxiv(match[1])):
        found["arxiv"] = ident
    if (match := _DOI.search(text)) and (ident := normalise_doi(match[1])):
        found["doi"] = ident
    for url in urls(text):
        if "openreview.net/" in url and "id=" in url and (ident := normalise_openreview(url)):
            found.setdefault("openreview", ident)
        elif "aclanthology.org/" in url and (ident := normalise_acl(url)):
            found.setdefault("acl", ident)
    return found


def urls(text: str) -> list[str]:
    """The addresses in a text, in order."""
    return [_closed(match[0]) for match in URL.finditer(text)]


def _closed(url: str) -> str:
    return url if url.count("(") else url.rstrip(")")


def only_url(line: str) -> str:
    """The address if a line holds nothing else, "" otherwise."""
    bare = line.strip().lstrip("-*•>#<（( ").rstrip(">）) ")
    found = urls(bare)
    return found[0] if found and len(found[0]) >= len(bare.split("#")[0]) - 2 and " " not in bare else ""


def is_paper_url(url: str) -> bool:
    """Whether it leads to a paper."""
    bare = url.casefold()
    return any(host in bare for host in _HOSTS) or bare.split("?")[0].endswith(".pdf")


def kind_of(url: str, title: str = "") -> str:
    """What an address leads to, in the catalogue's words."""
    host = re.sub(r"^\w+://|[?#].*", "", url.casefold())
    if any(name in host for name in _REPOS):
        return "repo"
    if any(name in host for name in _DATA) or re.search(r"(?:数据集|datasets?)$", title.strip(), re.I):
        return "dataset"
    return "talk" if any(name in host for name in _VIDEOS) else "blog"


def name_of(url: str) -> str:
    """The name under which a paper keeps an address."""
    if is_paper_url(url):
        return "pdf" if url.casefold().split("?")[0].endswith(".pdf") else "page"
    return {"repo": "code", "dataset": "dataset", "talk": "video"}.get(kind_of(url), "blog")


def add_link(links: dict[str, str], name: str, url: str) -> None:
    """Under the name, or the name with a number where another address has it already."""
    if url in links.values():
        return
    number, free = 2, name
    while free in links:
        free, number = f"{name}{number}", number + 1
    links[free] = url
