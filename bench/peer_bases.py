"""The same papers in the shape of generators that are no MkDocs: Hugo with bare layouts of our own, Pelican."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bases import NAMES, SITE, facts, note, put
from corpus import Paper, groups, picture

HUGO = f"""\
baseURL = "{SITE}"
title = "论文笔记"
defaultContentLanguage = "zh"
hasCJKLanguage = true
buildFuture = true
disableKinds = ["RSS"]
[taxonomies]
  topic = "topics"
  venue = "venues"
  year = "years"
  state = "status"
  tag = "tags"
[outputs]
  home = ["html", "json"]
[markup.goldmark.renderHooks.link]
  useEmbedded = "always"
[markup.goldmark.extensions.passthrough]
  enable = true
[markup.goldmark.extensions.passthrough.delimiters]
  block = [["$$", "$$"]]
  inline = [["$", "$"]]
"""
# The least that shows the same: a list of topics beside each page, contents, tags, lists, and what a search needs.
LAYOUTS = {
    "baseof.html": """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} | {{ site.Title }}</title>
<link rel="canonical" href="{{ .Permalink }}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">{{ site.Title }}</a></header>
<nav><ul>
{{- range site.Taxonomies.topics.Alphabetical }}
<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>
{{- end }}
</ul></nav>
<main>{{ block "main" . }}{{ end }}</main>
</body>
</html>
""",
    "page.html": """{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<aside>{{ .TableOfContents }}</aside>
{{ .Content }}
<p>{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ end }}</p>
</article>{{ end }}
""",
    "list.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>
{{- with .Params.facts }} {{ .venue }} {{ .year }} {{ .status }}{{ end }}</li>
{{ end }}</ul>{{ end }}
""",
    "home.html": """{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>
{{ range site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}
""",
    "home.json": """[
{{- range $i, $page := site.RegularPages }}{{ if $i }},{{ end }}
{{ dict "url" .RelPermalink "title" .Title "text" .Plain | jsonify }}
{{- end }}
]
""",
}
PELICAN = f"""\
SITENAME = "论文笔记"
SITEURL = "{SITE.rstrip("/")}"
AUTHOR = "papernotes"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "zh"
ARTICLE_PATHS = ["papers"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
ARTICLE_SAVE_AS = "papers/{{slug}}/index.html"
ARTICLE_URL = "papers/{{slug}}/"
YEAR_ARCHIVE_SAVE_AS = "years/{{date:%Y}}/index.html"
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ""
DEFAULT_PAGINATION = 50
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {{
    "extension_configs": {{
        "markdown.extensions.codehilite": {{"css_class": "highlight"}},
        "markdown.extensions.extra": {{}},
        "markdown.extensions.toc": {{}},
    }},
    "output_format": "html5",
}}
"""


def write_hugo(papers: Sequence[Paper], base: Path) -> None:
    """A page per paper; topics, statuses, venues, years and tags are taxonomies."""
    titles = {paper.key: paper.title for paper in papers}
    put(base / "hugo.toml", HUGO)
    put(base / "static/style.css", "body { max-width: 60em; margin: auto }\n")
    put(base / "static/images/fig.png", picture())
    for name, text in LAYOUTS.items():
        put(base / "layouts" / name, text)
    for paper in papers:
        front = {
            "title": paper.title,
            "date": paper.day,
            "authors": paper.authors,
            "topics": [paper.area, paper.topic.replace("/", " ")],
            "status": [paper.status],
            "venues": [paper.venue],
            "years": [str(paper.year)],
            "tags": paper.tags,
            "facts": {"venue": paper.venue, "year": paper.year, "status": paper.status},
        }
        # A JSON value is YAML too.
        head = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in front.items())
        body = note(paper, lambda key: f"[{titles[key]}](/papers/{key}.md)", "/images/fig.png")
        put(base / f"content/papers/{paper.key}.md", f"---\n{head}---\n\n{facts(paper)}\n\n{body}")


def write_pelican(papers: Sequence[Paper], base: Path) -> None:
    """An article per paper, a page per topic, status, venue and year; tags are Pelican's own."""
    titles = {paper.key: paper.title for paper in papers}
    put(base / "pelicanconf.py", PELICAN)
    put(base / "content/images/fig.png", picture())
    for paper in papers:
        front = {
            "Title": paper.title,
            "Date": paper.day,
            "Category": paper.topic.replace("/", "-"),
            "Tags": ", ".join(paper.tags),
            "Slug": paper.key,
        }
        head = "".join(f"{name}: {value}\n" for name, value in front.items())
        body = note(paper, lambda key: f"[{titles[key]}]({{filename}}/papers/{key}.md)", "{static}/images/fig.png")
        put(base / f"content/papers/{paper.key}.md", f"{head}\n{facts(paper)}\n\n{body}")
    for section, labels in groups(papers).items():
        for number, (label, found) in enumerate(labels.items()):
            if section in NAMES:
                lines = (
                    f"- [{p.title}]({{filename}}/papers/{p.key}.md) — {p.venue} {p.year} · {p.status}\n" for p in found
                )
                head = f"Title: {label}\nSlug: {section}-{number}\n"
                put(base / f"content/pages/{section}-{number}.md", f"{head}\n{''.join(lines)}")
