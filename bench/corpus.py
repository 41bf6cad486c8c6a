"""Papers that never were: the same for the same number and seed, from the word lists below."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOPICS = {
    "文字检测和识别": ("检测", "识别", "端到端"),
    "目标检测": ("两阶段", "单阶段", "集合预测"),
    "图像分割": ("语义分割", "实例分割"),
    "语言模型": ("预训练", "对齐", "推理", "长上下文"),
    "多模态": ("图文检索", "文档理解"),
    "生成模型": ("扩散模型", "自回归"),
    "模型压缩": ("量化", "剪枝", "蒸馏"),
}
STATUSES = {"未看": 45, "在读": 8, "已读": 40, "重看": 7}
VENUES = ("CVPR", "ICCV", "ECCV", "NeurIPS", "ICML", "ICLR", "AAAI", "ACL", "EMNLP", "ICDAR", "TPAMI", "arXiv")
TAGS = ("oral", "综述", "数据集", "小样本", "自监督", "开源", "可复现", "经典", "实时", "长文本", "benchmark", "loss")
MANNERS = ("Efficient", "Robust", "Unified", "Sparse", "Deformable", "Masked", "Causal", "Hierarchical", "Adaptive")
METHODS = ("Attention", "Feature Pyramids", "Contrastive Learning", "Diffusion", "Distillation", "Set Prediction")
TASKS = ("Text Detection", "Text Recognition", "Object Detection", "Segmentation", "Language Modeling", "Retrieval")
GIVEN = ("Wei", "Min", "Jing", "Hao", "Lei", "Xin", "Anna", "David", "Yuki", "Marie", "Luca", "Priya", "Lars", "Ida")
FAMILY = ("Zhang", "Wang", "Li", "Chen", "Yang", "Smith", "Kim", "Sato", "Müller", "Rossi", "Kumar", "Silva", "Cohen")
HEADINGS = ("动机", "方法", "实验结果", "我的疑问", "局限", "复现记录", "Key idea")
WORDS = (
    "模型",
    "特征",
    "训练",
    "推理",
    "数据集",
    "标注",
    "损失函数",
    "注意力机制",
    "编码器",
    "解码器",
    "骨干网络",
    "特征金字塔",
    "阈值图",
    "概率图",
    "弯曲文本",
    "语义",
    "卷积",
    "位置编码",
    "感受野",
    "多尺度",
    "召回率",
    "泛化能力",
    "计算量",
    "显存",
    "学习率",
    "正则化",
    "数据增强",
    "伪标签",
    "知识蒸馏",
    "量化误差",
    "专家混合",
    "奖励模型",
    "思维链",
    "检索增强",
    "对比学习",
    "负样本",
    "温度系数",
    "扩散过程",
    "噪声",
    "消融实验",
    "基线",
    "候选框",
    "交并比",
    "匈牙利匹配",
)
SENTENCES = (
    "作者认为{0}是影响{1}的主要原因，因此提出用{2}替代{3}。",
    "这里的{0}与{1}之间存在明显的权衡，实际使用时需要关注{2}。",
    "{0}的设计比较巧妙：先得到{1}，再通过{2}约束{3}。",
    "消融实验说明{0}贡献最大，去掉以后{1}下降明显，而{2}几乎不变。",
    "训练时使用{0}，推理时去掉{1}，所以不会增加{2}。",
    "The key observation is that **{0}** and {1} are only loosely coupled, which decouples {2} from {3}. ",
    "In practice the `{0}` step dominates {1}; replacing it with {2} saves most of the time. ",
)
FORMULA = "$$\nL = L_s + \\alpha L_b + \\beta L_t\n$$"
CODE = "```python\ndef forward(x, k=50):\n    p = torch.sigmoid(x)\n    return 1 / (1 + (-k * p).exp())\n```"


@dataclass(frozen=True)
class Paper:
    """What there is to say of a paper, whoever shows it."""

    key: str
    title: str
    authors: tuple[str, ...]
    venue: str
    year: int
    topic: str
    status: str
    tags: tuple[str, ...]
    arxiv: str
    code: str
    day: str
    """The day on which it was read."""
    blocks: tuple[str, ...]
    """The note's Markdown, block by block; empty without a note."""
    related: str
    """The key of a paper that the note mentions, or ""."""


def make(count: int, seed: int = 1, every: int = 3) -> list[Paper]:
    """`count` papers, one of `every` with a note."""
    dice = random.Random(seed)
    keys = [f"{dice.choice(FAMILY).lower().replace('ü', 'u')}{dice.randint(2015, 2025)}n{i}" for i in range(count)]
    return [_paper(dice, key, keys, i % every == 0) for i, key in enumerate(keys)]


def _paper(dice: random.Random, key: str, keys: Sequence[str], noted: bool) -> Paper:
    year = int(key.rpartition("n")[0][-4:])
    area = dice.choice(list(TOPICS))
    manner, method, task = dice.choice(MANNERS), dice.choice(METHODS), dice.choice(TASKS)
    return Paper(
        key=key,
        title=f"{key.rpartition('n')[2]}Net: {manner} {method} for {task}",
        authors=tuple(f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}" for _ in range(dice.randint(2, 7))),
        venue=dice.choice(VENUES),
        year=year,
        topic=f"{area}/{dice.choice(TOPICS[area])}",
        status=dice.choices(list(STATUSES), list(STATUSES.values()))[0],
        tags=tuple(sorted(dice.sample(TAGS, dice.randint(1, 3)))),
        arxiv=f"{year % 100:02d}{dice.randint(1, 12):02d}.{dice.randint(1, 19999):05d}",
        code=f"https://example.org/{key}" if dice.random() < 0.4 else "",
        day=f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        blocks=tuple(_blocks(dice)) if noted else (),
        related=dice.choice(keys) if noted and dice.random() < 0.5 else "",
    )


def _blocks(dice: random.Random) -> Iterator[str]:
    for heading in dice.sample(HEADINGS, dice.randint(2, 4)):
        yield f"## {heading}"
        for _ in range(dice.randint(1, 3)):
            yield "".join(_sentence(dice) for _ in range(dice.randint(1, 4))).strip()
        if dice.random() < 0.4:
            yield "\n".join(f"- {_sentence(dice).strip()}" for _ in range(dice.randint(2, 5)))
    yield from (block for block in (FORMULA, CODE) if dice.random() < 0.2)


def _sentence(dice: random.Random) -> str:
    return dice.choice(SENTENCES).format(*dice.sample(WORDS, 4))
