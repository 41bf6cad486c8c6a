"""What a page that came with "200 OK" really is: an error in friendly words, a wall for robots, a login."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from papernotes.links import html
from papernotes.net.answer import Response

_TITLE = re.compile(r"<title[^<>]{0,200}>(.{0,400}?)</title|<h1[^<>]{0,400}>(.{0,400}?)</h1", re.S | re.I)
_PARTS = re.compile(r"\s*[|·–—_«»:：!！。]\s*|\s+-+\s+|-(?=\s)")
_GONE = re.compile(
    r"(?:(?:http\s*)?(?:error|status)?\s*404(?:\s*error)?"
    r"|(?:40[45]\s*)?(?:sorry,?\s*)?(?:the\s*|this\s*)?(?:requested\s*)?"
    r"(?:page|file|content|article|document|resource|url)?\s*(?:you requested\s*|you.re looking for\s*)?"
    r"(?:was |is |could |can |has been )?(?:not (?:be )?found|cannot be found|can't be found|removed|deleted"
    r"|no longer (?:available|exists?)|does(?:n't| not) exist|unavailable)"
    r"|oops,?\s*(?:404|page not found)"
    r"|(?:404\s*)?(?:您|你)?(?:要|所)?(?:访问|查找|请求|浏览)?的?(?:页面|网页|内容|文章|资源)"
    r"(?:不存在|未找到|没有找到|找不到了?|已(?:被)?删除|走丢了|丢失了)"
    r"|找不到(?:该|此|这个)?(?:页面|网页|内容)|你似乎来到了没有知识存在的荒原)\W*",
    re.I,
)
_NOTICE = re.compile(
    r"该内容已被发布者删除|此内容因违规无法查看|文章已被删除|此内容被投诉且经审核涉嫌侵权|该公众号已迁移|你似乎来到了没有知识存在的荒原"
    r"|该文章已(?:被作者|被)?(?:删除|下架)|链接已过期|内容已被删除|抱歉，?您访问的(?:页面|内容)(?:不存在|已删除)"
)
_PARKED = re.compile(
    r"(?:this |the )?domain(?: name)? (?:\S+ )?(?:is|may be) (?:for sale|parked)|buy this domain|domain parking"
    r"|sedoparking|parkingcrew|该域名(?:正在)?(?:出售|转让|已过期)|域名(?:出售|停放)",
    re.I,
)
_WALL_TITLE = re.compile(
    r"just a moment|attention required|making sure you.re not a bot|checking your browser|verify(?:ing)? (?:that )?"
    r"you are (?:a )?human|are you a robot|security check|access denied|ddos-guard"
    r"|安全验证|人机验证|请完成.{0,6}验证|请稍候",
    re.I,
)
_WALL_BODY = (
    "ChallengeRequiredError", "/cdn-cgi/challenge-platform/", "cf-chl-", "cf_chl_opt", "/.within.website/x/cmd/anubis",
    "anubis_challenge", "_Incapsula_Resource", "px-captcha", "g-recaptcha", "h-captcha", "geetest", "slider-captcha",
)  # fmt: skip
_WALL_URL = re.compile(r"captcha|unhuman|/challenge\b|/cdn-cgi/", re.I)
_LOGIN_URL = re.compile(
    r"//passport\.|//login\.|//sso\.|/signin\b|/sign_in\b|/login\b|/users/sign_in|[?&](?:next|return_?to)=", re.I
)
_REFRESH = re.compile(r"<meta[^<>]+http-equiv\s*=\s*[\"']?refresh[^<>]*?url\s*=\s*[\"']?([^\"'>\s]+)", re.I)
_HIDDEN = re.compile(
    r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<head\b.*?(?:</head\s*>|\Z)", re.S | re.I
)
_MARKUP = re.compile(r"<[^>]*>")
_ELEMENT = re.compile(r"<[^<>]*>")
_SHORT = 600
"""Characters of visible text, below which a notice is the whole page and no quotation."""


def text_of(answer: Response) -> str:
    """The page as text, "" where it is no HTML."""
    kind = answer.headers.get("content-type", "").lower()
    page = not kind or "html" in kind or "xml" in kind
    return html.decoded(answer.body, kind) if page and answer.body else ""


# Several questions are asked of one page, one after the other.
@lru_cache(maxsize=1)
def _titles(text: str) -> list[str]:
    found = (match[1] or match[2] or "" for match in _TITLE.finditer(text[:65_536]))
    return [" ".join(unescape(_MARKUP.sub(" ", one)).split()) for one in found]


@lru_cache(maxsize=1)
def _visible(text: str) -> str:
    return " ".join(unescape(_ELEMENT.sub(" ", _HIDDEN.sub(" ", text))).split())


def wall(url: str, answer: Response, text: str) -> str:
    """ "bot_wall" or "login_wall" if the answer is one, whatever its status; else ""."""
    if "cf-mitigated" in answer.headers or "x-vercel-mitigated" in answer.headers:
        return "bot_wall"
    moved = answer.url != url
    if moved and _WALL_URL.search(answer.url) and not _WALL_URL.search(url):
        return "bot_wall"
    if moved and _LOGIN_URL.search(answer.url) and not _LOGIN_URL.search(url):
        return "login_wall"
    if any(_WALL_TITLE.match(title) for title in _titles(text)):
        return "bot_wall"
    # A page that only sets a cookie and runs a script; the markers stand on forms of honest pages, too.
    short = len(answer.body) < 32_768 and len(visible := _visible(text)) < _SHORT
    if short and any(mark in text for mark in _WALL_BODY):
        return "bot_wall"
    scripted = "set-cookie" in answer.headers and len(answer.body) < 4096 and "<script" in text.lower()
    return "bot_wall" if scripted and short and len(visible) < 20 else ""


def soft_404(url: str, answer: Response, text: str) -> str:
    """Why a page of status 200 is no page, "" if it seems to be one."""
    for title in _titles(text):
        if any(_GONE.fullmatch(part) for part in (title, *_PARTS.split(title))):
            return f"its title is '{title[:80]}'"
    kind = answer.headers.get("content-type", "").lower()
    if answer.status == 200 and not answer.body and not answer.truncated and "html" in kind:
        return "the page is empty"
    if _home(url, answer.url):
        return "it leads to the site's front page"
    if not text:
        return ""
    visible = _visible(text)
    if len(visible) < _SHORT or urlsplit(url).hostname == "mp.weixin.qq.com":
        if notice := _NOTICE.search(visible):
            return f"the page says '{notice[0]}'"
        if parked := _parked(" ".join(_titles(text)) + " " + visible):
            return f"the domain is parked: '{parked}'"
    return ""


def _parked(text: str) -> str:
    # The pattern may begin anywhere: where none of its words is, it takes half of the time of a whole link to say so.
    lower = text.lower()
    match = _PARKED.search(text) if "domain" in lower or "parking" in lower or "域名" in text else None
    return match[0] if match else ""


def _home(url: str, final: str) -> bool:
    if url == final:
        return False
    was, now = urlsplit(url), urlsplit(final)
    deep = was.path.strip("/").casefold() not in ("", "index.html", "index.php", "index.htm")
    return (
        deep
        and not was.query
        and now.path in ("", "/")
        and not now.query
        and now.netloc != ""
        and was.netloc == now.netloc
    )


def refresh(text: str) -> str:
    """Where the page sends a browser on by itself, "" if nowhere."""
    match = _REFRESH.search(text[:16_384])
    return unescape(match[1]) if match else ""
