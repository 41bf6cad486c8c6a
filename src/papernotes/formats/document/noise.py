"""What a copied page brings along: buttons, advertisements, copyright notices; images that are not there."""

from __future__ import annotations

import re
from collections.abc import Sequence

IMAGE = "*（图片缺失）*"
"""Stands where an image was."""

_PLACEHOLDER = re.compile(
    r"!\[[^\]]*\]\(\s*\)|!?\[?(?:请添加图片描述|在这里插入图片描述|在这里添加图片描述|插入图片描述|图片描述|"
    r"这里写图片描述|此处添加图片描述|外链图片转存失败[^\]]*)(?!\]?\(\s*\S)\]?|"
    r"(?<![\w/.-])(?:image|img|图片|截图|Screenshot|Pasted image)[-_ ]?\d{8,}(?:\.(?:png|jpe?g|gif))?(?![\w/.-])|"
    r"^\s*(?:image\.png|\[图片\]|【图片】|\[image\]|\(image\)|<image>)\s*$|"
    r"!\[[^\]]*\]\((?:file:|[A-Za-z]:[\\/]|data:)[^)]*\)"
)
_IMAGE = re.compile(r"!\[[^\]]*\]\(\s*[^)\s][^)]*\)")
_IMG_TAG = re.compile(r"<img\b[^>]*?src=[\"']([^\"']*)[\"'][^>]*>", re.I)
_ADDRESS = re.compile(r"^\s*(https?://\S+\.(?:png|jpe?g|gif|webp|svg))\s*$", re.I)
_ALONE = re.compile(
    r"^[\s•·*-]*(?:"
    r"点赞\d*|收藏\d*|评论\d*|分享\d*|转发\d*|举报|打赏|赞赏|提交|添加红包|余额充值|扫码支付|点击重新获取|"
    r"实付|使用余额支付|发出的红包|抵扣说明|"
    r"一键三连|关注|已关注|私信|版权|原创|展开|收起|目录|返回顶部|上一篇.*|下一篇.*|觉得还不错\? ?一键收藏|"
    r"一般|没帮助|有帮助|非常没帮助|非常有帮助|"
    r"阅读(?:量|数)?\s*[:：(]?\s*[\d.]+[万wk]?\)?|[\d.]+[万wk]? ?阅读|\d+|前往充值.*|登录后.*|专栏目录|"
    r"订阅专栏|写评论|查看更多|加载更多|"
    r"copy|复制代码?|like|share|comments?|back to top|table of contents|subscribe|sign (?:in|up)|log ?in|edit "
    r"this page|previous|next|powered by .*"
    r")[\s>:：]*$", re.I)  # fmt: skip
_NOTICE = re.compile(
    r"^\s*(?:版权声明|本文版权|著作权归|本文(?:作者|链接|标题|为.{0,20}原创)\s*[:：]|转载(?:请|自|声明)|"
    r"未经(?:许可|允许|授权)|欢迎(?:转载|关注|点赞)|"
    r"【推荐】|【编辑推荐】|推荐阅读\s*[:：]?$|相关推荐|[“\"]相关推荐|编辑于 \d|发布于 \d|于 \d{4}-\d\d-\d\d "
    r".*(?:发布|修改)|最新推荐文章于|分类专栏|文章标签\s*[:：]|posted @|"
    r"posted on|阅读\(\d+\)|好文要顶|刷新(?:评论|页面)|登录后才能|园子|all rights reserved|©|copyright |"
    r"本作品采用.*许可|除特别注明外|商业转载请联系|扫一扫|微信扫码|长按.*二维码|您的支持|"
    r"如果.*(?:对你有(?:所)?帮助|觉得不错).*(?:点赞|打赏|关注|收藏))",
    re.I,
)
_SHOP = re.compile(
    r"红包|钱包|余额|充值|支付|打赏|付费专栏|VIP|祝福语|自动成为博主|成就一亿技术人|个数最小|金额最低|重新获取"
)


def chrome(lines: Sequence[str], protected: Sequence[bool]) -> dict[int, str]:
    """Index of a line to the reason why it is left out; a protected one (a program's) never is."""
    found: dict[int, str] = {}
    for index, line in enumerate(lines):
        if protected[index] or not line.strip():
            continue
        if _NOTICE.match(line):
            found[index] = "page chrome: notice"
        elif _SHOP.search(line) and len(line) < 60:
            found[index] = "page chrome: payment"
        elif _ALONE.match(line):
            found[index] = "page chrome: button"
    return _credible(lines, found)


def _credible(lines: Sequence[str], found: dict[int, str]) -> dict[int, str]:
    """Single words and numbers count only among others of their kind; the end of a page is all or nothing."""
    written = [index for index, line in enumerate(lines) if line.strip()]
    place = {index: position for position, index in enumerate(written)}
    keep: dict[int, str] = {}
    for index, reason in found.items():
        position = place[index]
        near = written[max(0, position - 4) : position] + written[position + 1 : position + 5]
        if reason.endswith("notice") or sum(other in found for other in near) >= 3:
            keep[index] = reason
    tail = _tail(written, keep)
    return keep | {index: keep.get(index, "page chrome: foot of the page") for index in tail}


def _tail(written: list[int], found: dict[int, str]) -> list[int]:
    """The lines at the end of which most are chrome, from the first such one on."""
    best = len(written)
    chromes = 0
    for position in range(len(written) - 1, max(-1, len(written) - 80), -1):
        chromes += written[position] in found
        if written[position] in found and chromes * 3 >= (len(written) - position) * 2:
            best = position
    return written[best:]


def mark_images(text: str) -> str:
    """The line with a visible mark for each image that is not there, and the address of each that is as an image."""
    text = _IMG_TAG.sub(lambda m: f"![]({m[1]})" if m[1].startswith("http") else IMAGE, text)
    if match := _ADDRESS.match(text):
        return f"![]({match[1]})"
    marked = _PLACEHOLDER.sub(f" {IMAGE} ", text)
    return text if marked == text else " ".join(marked.split())


def image_end(text: str) -> str:
    """The line without placeholders, for titles."""
    return _PLACEHOLDER.sub(" ", text).strip()


def images(text: str) -> list[str]:
    """The images of a line, those that are not there as marks; badges are none."""
    found = [match[0] for match in _IMAGE.finditer(text) if not re.search(r"badge|shields\.io|/stars?", match[0])]
    return [IMAGE] * len(_PLACEHOLDER.findall(text)) + found


def words_only(text: str) -> str:
    """The line without any images."""
    return _IMAGE.sub(" ", image_end(text)).strip()
