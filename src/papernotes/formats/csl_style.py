"""A citation style, reduced to what references of one type with given variables can reach.

A style names every type and variable there is; a paper has a handful. What is left after the conditions on types and
variables are decided is rendered many times faster, and the same.

Format: https://docs.citationstyles.org/en/stable/specification.html"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

Element = Any
"""lxml's elements come without complete types."""

_CSL = "{http://purl.org/net/xbiblio/csl}"
_AFFIXES = ("prefix", "suffix", "font-style", "font-variant", "font-weight", "text-decoration", "vertical-align")
_TEXT_ONLY = ("text-case", "quotes", "strip-periods")
_CALLS = ("text", "number", "date", "names", "label")


def reduced(style: bytes, kind: str, has: frozenset[str]) -> bytes:
    """The style for references of the CSL type `kind` that have just the variables `has`."""
    root = etree.fromstring(style, etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True))
    macros = {macro.get("name"): macro for macro in root.findall(f"{_CSL}macro")}
    layout = root.find(f"{_CSL}bibliography/{_CSL}layout")
    work = _Reduction(root, macros, kind, set(has))
    children = work.children(layout)
    for gone in [*macros.values(), *root.findall(f"{_CSL}bibliography/{_CSL}sort"), *layout]:
        gone.getparent().remove(gone)
    layout.extend(children)
    root.extend(work.made)
    for child in root.find(f"{_CSL}citation/{_CSL}layout"):
        child.getparent().remove(child)
    return bytes(etree.tostring(root, encoding="utf-8"))


@dataclass
class _Reduction:
    root: Element
    macros: Mapping[str, Element]
    kind: str
    has: set[str]
    """What the reference has; what stood in for missing names is taken out, as the specification wants."""
    missed: int = 0
    """How many variables were called that the reference does not have."""
    made: list[Element] = field(default_factory=list)
    """New macros, for texts that alter what a macro gives."""

    def children(self, parent: Element) -> list[Element]:
        return [new for child in parent for new in self.element(child)]

    def element(self, old: Element) -> list[Element]:
        """What the element comes down to; nothing where it cannot give text."""
        name = etree.QName(old).localname
        if name == "choose":
            return self._choose(old)
        if name == "group":
            return self._group(old)
        if name == "names":
            return self._names(old)
        if name == "text" and old.get("macro"):
            return self._macro(old)
        variable = old.get("variable")
        if variable is None or name not in _CALLS:
            return [deepcopy(old)]
        if ("page" if variable == "page-first" else variable) in self.has:
            return [deepcopy(old)]
        # The letter behind one of two equal years comes from the processor, not from the reference.
        self.missed += variable != "year-suffix"
        return []

    def _macro(self, old: Element) -> list[Element]:
        children = self.children(self.macros[old.get("macro")])
        attributes = {name: value for name, value in old.attrib.items() if name != "macro"}
        if not children or (not attributes and _single(children)):
            return children
        if not any(name in attributes for name in _TEXT_ONLY):
            return [self._wrapped("group", attributes, children)]
        name = f"made-{len(self.made)}"
        self.made.append(self._wrapped("macro", {"name": name}, children))
        return [self._wrapped("text", {**attributes, "macro": name}, [])]

    def _wrapped(self, name: str, attributes: Mapping[str, str], children: list[Element]) -> Element:
        new = etree.Element(f"{_CSL}{name}", dict(attributes))
        new.extend(children)
        return new

    def _group(self, old: Element) -> list[Element]:
        before = self.missed
        children = self.children(old)
        new = self._wrapped("group", old.attrib, children)
        # A group whose variables are all empty gives nothing, its terms and values neither.
        if not children or (self.missed > before and not _calls(new)):
            return []
        return children if set(old.attrib) <= {"delimiter"} and _single(children) else [new]

    def _names(self, old: Element) -> list[Element]:
        present = [name for name in old.get("variable", "").split() if name in self.has]
        substitute = old.find(f"{_CSL}substitute")
        if present:
            new = deepcopy(old)
            new.set("variable", " ".join(present))
            if substitute is not None:
                new.remove(new.find(f"{_CSL}substitute"))
            return [new]
        for option in substitute if substitute is not None else ():
            found = self.element(option)
            if not found:
                continue
            for names in (item for item in found if item.tag == f"{_CSL}names" and not len(item)):
                names.extend(deepcopy(child) for child in old if child.tag != f"{_CSL}substitute")
            self.has -= {name for item in found for name in _variables(item)}
            affixes = {name: value for name, value in old.attrib.items() if name in _AFFIXES}
            return [self._wrapped("group", affixes, found)] if affixes else found
        self.missed += 1
        return []

    def _choose(self, old: Element) -> list[Element]:
        new = etree.Element(old.tag)
        for branch in old:
            holds = self._holds(branch)
            if holds is False:
                continue
            before = set(self.has)
            children = self.children(branch)
            if holds and not len(new):
                # A choice is transparent to the delimiter of its group.
                return children
            # What one branch uses up another may still show.
            self.has = before
            name = "else" if holds else "else-if" if len(new) else "if"
            copy = etree.SubElement(new, _CSL + name)
            copy.attrib.update({} if holds else branch.attrib)
            copy.extend(children)
            if holds:
                break
        return [new] if len(new) else []

    def _holds(self, branch: Element) -> bool | None:
        """Whether a branch is taken; None where only the reference's values tell."""
        tests: list[bool | None] = []
        for name, value in branch.attrib.items():
            if name == "type":
                tests += [kind == self.kind for kind in value.split()]
            elif name == "variable":
                tests += [variable in self.has for variable in value.split()]
            elif name in ("is-numeric", "is-uncertain-date"):
                tests += [None if variable in self.has else False for variable in value.split()]
            elif name != "match":
                # Positions, locators and the like are a citation's, not a bibliography's.
                tests += [False] * len(value.split())
        if etree.QName(branch).localname == "else":
            return True
        match = branch.get("match", "all")
        if match == "all":
            return _all(tests)
        found = _all([None if test is None else not test for test in tests])
        return found if match == "none" or found is None else not found


def _single(children: list[Element]) -> bool:
    """Whether what stands around them needs to hold them together; a choice takes the delimiter of its group."""
    return len(children) == 1 and children[0].tag != f"{_CSL}choose"


def _all(tests: list[bool | None]) -> bool | None:
    return False if False in tests else None if None in tests else True


def _calls(element: Element) -> bool:
    return any(item.get("variable") and etree.QName(item).localname in _CALLS for item in element.iter())


def _variables(element: Element) -> set[str]:
    return {name for item in element.iter() if item.get("variable") for name in item.get("variable").split()}
