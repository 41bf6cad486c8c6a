"""Pages that look right and are not, and the other way round."""

from __future__ import annotations

from faults.reply import page, raw, reply
from faults.serve import Handler

HAN = "<html><head><title>论文</title></head><body><h2 id='方法'>方法</h2></body></html>"
FRAGMENTS = (
    "<h2 id='method'>by id</h2><a name='old'>by name</a><h2 id='user-content-readme'>GitHub</h2>"
    "<h2 id='%E6%96%B9'>encoded</h2><h2 id='方法'>Han</h2><h2 id='caf\u00e9'>composed</h2><h2 id='Case'>case</h2>"
    "<script>document.write('<i id=\"scripted\">')</script>"
)


def _typed(body: bytes, content_type: str) -> Handler:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return raw(head.encode() + body)


PAGES: dict[str, Handler] = {
    "F38-wrong": _typed(HAN.encode(), "text/html; charset=iso-8859-1"),
    "F38-unknown": _typed(HAN.encode(), "text/html; charset=x-klingon"),
    "F38-utf16": _typed(HAN.encode("utf-16"), "text/html"),
    "F38-invalid": _typed(HAN.encode() + b"\xff\xfe\xc3", "text/html; charset=utf-8"),
    "F38-bom": _typed(b"\xef\xbb\xbf" + HAN.encode(), "text/html"),
    "F38-gbk": _typed(b"<meta charset=gbk>" + HAN.encode("gbk"), "text/html"),
    "F39": page(FRAGMENTS),
    "F40-meta": page("<meta http-equiv=refresh content='0; url=/gone'>"),
    "F40-js": page("<script>location.href = '/gone'</script>"),
    "F41-en": page("<h1>Page not found</h1>", "404 Not Found"),
    "F41-zh": page("<h1>页面不存在</h1>", "页面不存在"),
    "F41-weixin": page("<div class='weui-msg'>该内容已被发布者删除</div>", ""),
    "F41-empty": reply(200),
    "F41-parked": page("<p>This domain is for sale!</p>", "example.test is for sale"),
    "F42-anubis": page("<h1>Making sure you're not a bot!</h1>", "Making sure you&#39;re not a bot!"),
    **{
        f"F42-{status}": reply(status, "<title>Just a moment...</title>", ("Server", "cloudflare"))
        for status in (200, 403, 503)
    },
    "F42-500": reply(500, "<title>Making sure you&#39;re not a bot!</title>"),
}
