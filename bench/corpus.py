"""Papers that never were: the same for the same number and seed, from the word lists below."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

TOPICS = {
    "文字检测和识别": ("检测", "识别", "端到端", "版面分析"),
    "目标检测": ("两阶段", "单阶段", "集合预测", "开放词汇"),
    "图像分割": ("语义分割", "实例分割", "交互式分割"),
    "语言模型": ("预训练", "对齐", "推理", "长上下文"),
    "多模态": ("图文检索", "文档理解", "视觉问答"),
    "生成模型": ("扩散模型", "自回归", "图像编辑"),
    "模型压缩": ("量化", "剪枝", "蒸馏"),
    "强化学习": ("离线", "多智能体"),
}
STATUSES = {"未看": 40, "在读": 10, "已读": 42, "重看": 8}
VENUES = "CVPR ICCV ECCV NeurIPS ICML ICLR AAAI IJCAI ACL EMNLP ICDAR TPAMI IJCV TIP arXiv".split()
TAGS = """oral 综述 数据集 小样本 零样本 自监督 弱监督 开源 可复现 经典 必读 实时 长文本 多语言 手写体
    合成数据 工业落地 场景文字 后处理 评测 benchmark loss backbone decoder transformer cnn attention
    contrastive moe prompt agent rag graph video edge""".split()
MANNERS = """Efficient Robust Unified Sparse Deformable Masked Causal Hierarchical Adaptive Progressive
    Lightweight Scalable Dynamic Training-Free Few-Shot Multi-Scale""".split()
METHODS = (
    "Attention",
    "Feature Pyramids",
    "Contrastive Learning",
    "Diffusion",
    "Distillation",
    "Set Prediction",
    "Token Merging",
    "State Spaces",
    "Prompt Tuning",
    "Graph Reasoning",
)
TASKS = (
    "Text Detection",
    "Text Recognition",
    "Object Detection",
    "Segmentation",
    "Language Modeling",
    "Retrieval",
    "Layout Analysis",
    "Visual Question Answering",
    "Handwriting Recognition",
    "Video Generation",
)
GIVEN = """Wei Min Jing Hao Lei Xin Tao Yan Jun Kai Ming Hui Anna David Yuki Marie Luca Priya Lars Ida Maria
    John Elena Ken Hans Olga Ravi Minh Pedro Ana Noa Eli Jan Eva""".split()
FAMILY = """Zhang Wang Li Chen Yang Liu Zhao Zhou Xu Sun Hu Guo Lin Gao Smith Kim Sato Müller Rossi Kumar
    Silva Cohen Johnson Garcia Davis Park Lee Tanaka Suzuki Schmidt Dubois Ivanov Singh Nguyen Santos Levy
    Nielsen Novak""".split()
HEADINGS = ("动机", "方法", "实验结果", "我的疑问", "局限", "复现记录", "Key idea", "Implementation", "可复用的想法")
WORDS = """模型 特征 训练 推理 数据集 标注 损失函数 注意力机制 编码器 解码器 骨干网络 特征金字塔 阈值图
    概率图 弯曲文本 语义 卷积 位置编码 感受野 多尺度 召回率 泛化能力 计算量 显存 学习率 正则化 数据增强
    伪标签 知识蒸馏 量化误差 专家混合 奖励模型 思维链 检索增强 对比学习 负样本 温度系数 扩散过程 噪声
    消融实验 基线 候选框 交并比 匈牙利匹配 分辨率 归一化 吞吐量 长尾分布 部署 encoder decoder alignment
    calibration sparsity scheduling bandwidth threshold proposal curriculum embedding""".split()
SENTENCES = (
    "作者认为{0}是影响{1}的主要原因，因此提出用{2}替代{3}。",
    "这里的{0}与{1}之间存在明显的权衡，实际使用时需要关注{2}。",
    "{0}的设计比较巧妙：先得到{1}，再通过{2}约束{3}。",
    "消融实验说明{0}贡献最大，去掉以后{1}下降 {n} 个点，而{2}几乎不变。",
    "训练时使用{0}，推理时去掉{1}，所以不会增加{2}。",
    "我没有看懂{0}与{1}的关系，需要结合{2}再看一遍，见表 {n}。",
    "The key observation is that **{0}** and {1} are only loosely coupled, which decouples {2} from {3}. ",
    "In practice the `{0}` step dominates {1}; replacing it with {2} saves {n}% of the time. ",
    "It is not obvious why {0} should help {1} when {2} is frozen. ",
)
# Characters of a note before maths, code, links and picture; the middle is some thousand.
LENGTHS = (300, 400, 550, 700, 850, 1000, 1150, 1350, 1700, 2200, 3000)
INLINE = ("$L = L_s + \\alpha L_b + \\beta L_t$", "$O(n \\log n)$", "$\\mathrm{softmax}(QK^\\top/\\sqrt{d})V$")
DISPLAYED = "$$\np_\\theta(x_{0:T}) = p(x_T) \\prod_{t=1}^{T} p_\\theta(x_{t-1} \\mid x_t)\n$$"
CODE = "```python\ndef forward(x, k=%d):\n    p = torch.sigmoid(x)\n    return 1 / (1 + (-k * p).exp())  # %s\n```"


@dataclass(frozen=True)
class Paper:
    """What there is to say of a paper, whoever shows it."""

    key: str
    title: str
    authors: tuple[str, ...]
    venue: str
    year: int
    topic: str
    """Area and subject: 目标检测/单阶段."""
    status: str
    tags: tuple[str, ...]
    arxiv: str
    code: str
    day: str
    """The day on which it was read."""
    blocks: tuple[str, ...]
    """The note's Markdown, block by block; empty without a note."""
    related: tuple[str, ...] = ()
    """The keys of papers that the note mentions."""
    pictured: bool = False
    """Whether the note shows the picture."""

    @property
    def area(self) -> str:
        """The topic above its topic."""
        return self.topic.partition("/")[0]


def make(count: int, seed: int = 1, noted: float = 0.7) -> list[Paper]:
    """`count` papers, a share `noted` of them with a note."""
    dice = random.Random(seed)
    keys = [f"{dice.choice(FAMILY).lower().replace('ü', 'u')}{_year(dice)}n{i}" for i in range(count)]
    return [_paper(dice, key, keys, noted) for key in keys]


def _year(dice: random.Random) -> int:
    """The newer, the more papers."""
    return 2026 - min(dice.randrange(14), dice.randrange(14))


def _paper(dice: random.Random, key: str, keys: Sequence[str], noted: float) -> Paper:
    year, number = int(key.rpartition("n")[0][-4:]), key.rpartition("n")[2]
    area = dice.choice(list(TOPICS))
    manner, method, task = dice.choice(MANNERS), dice.choice(METHODS), dice.choice(TASKS)
    has_note = dice.random() < noted
    return Paper(
        key=key,
        title=f"{number}Net: {manner} {method} for {task}",
        authors=tuple(f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}" for _ in range(dice.randint(2, 7))),
        venue=dice.choice(VENUES),
        year=year,
        topic=f"{area}/{dice.choice(TOPICS[area])}",
        status=dice.choices(list(STATUSES), list(STATUSES.values()))[0],
        tags=tuple(sorted(dice.sample(TAGS, dice.randint(2, 4)))),
        arxiv=f"{year % 100:02d}{dice.randint(1, 12):02d}.{dice.randint(1, 19999):05d}",
        code=f"https://example.org/{key}" if dice.random() < 0.4 else "",
        day=f"{min(year + 1, 2026)}-{dice.randint(1, 10):02d}-{dice.randint(1, 28):02d}",
        blocks=tuple(_blocks(dice)) if has_note else (),
        related=tuple(sorted({dice.choice(keys) for _ in range(dice.randint(1, 3))} - {key}))
        if has_note and dice.random() < 0.3
        else (),
        pictured=has_note and dice.random() < 0.35,
    )


def _blocks(dice: random.Random) -> Iterator[str]:
    goal, size, headings = dice.choice(LENGTHS), 0, dice.sample(HEADINGS, len(HEADINGS))
    extras = [dice.choice(INLINE) + "对应" + dice.choice(WORDS) + "。", DISPLAYED] if dice.random() < 0.2 else []
    if dice.random() < 0.2:
        extras.append(CODE % (dice.randint(10, 90), dice.choice(WORDS)))
    while size < goal or extras:
        if headings and (not size or dice.random() < 0.25):
            block = f"## {headings.pop()}"
        elif extras and (size >= goal or dice.random() < 0.3):
            block = extras.pop()
        elif dice.random() < 0.3:
            block = "\n".join(f"- {_sentence(dice).strip()}" for _ in range(dice.randint(2, 5)))
        else:
            quoted = "> " if dice.random() < 0.1 else ""
            block = quoted + "".join(_sentence(dice) for _ in range(dice.randint(1, 4))).strip()
        yield block
        size += len(block)


def _sentence(dice: random.Random) -> str:
    return dice.choice(SENTENCES).format(*dice.sample(WORDS, 4), n=dice.randint(1, 90))


def picture(side: int = 48) -> bytes:
    """A small square of colours.

    Format: https://www.w3.org/TR/png-3/, sections 5 and 11."""
    rows = b"".join(b"\0" + bytes(v for x in range(side) for v in (x * 5, y * 5, (x ^ y) * 4)) for y in range(side))
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0),
        b"IDAT": zlib.compress(rows, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks.items())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def groups(papers: Sequence[Paper]) -> Mapping[str, Mapping[str, list[Paper]]]:
    """What every site lists besides its papers: section to label to papers, in the order of the words."""
    found: dict[str, dict[str, list[Paper]]] = {name: {} for name in ("topics", "status", "venues", "years", "tags")}
    for paper in papers:
        labels = {
            "topics": (paper.area, paper.topic),
            "status": (paper.status,),
            "venues": (paper.venue,),
            "years": (str(paper.year),),
            "tags": paper.tags,
        }
        for section, values in labels.items():
            for value in values:
                found[section].setdefault(value, []).append(paper)
    return {section: dict(sorted(labels.items())) for section, labels in found.items()}
