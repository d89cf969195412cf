"""Items → a QTI package: an item a file, and a manifest with topic, tags and difficulty in LOM metadata."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...fields import LIMITS
from ...item import Item, ItemType
from ...native import USUAL_DIFFICULTY
from ..drafts import Drafts
from ..losses import Written, proved, reduced
from ..table import NO_TOPIC
from ..unclear import Unclear
from ..xml_tree import parse_xml
from .bodies import BODIES, escaped, flow
from .package import DIFFICULTIES, MANIFEST
from .reading import unified
from .version2 import TOOL, native_of_item

_CARRIED = frozenset(("topic", "tags", "difficulty", "explanation", "tolerance"))
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Version:
    """What differs from version to version; from 3 on names have a prefix and hyphens."""

    namespace: str
    templates: str
    manifest: str
    schema: str
    schema_version: str
    resource: str
    metadata: str
    prefixed: bool = False


_IMS = "http://www.imsglobal.org"
V21 = Version(
    f"{_IMS}/xsd/imsqti_v2p1",
    f"{_IMS}/question/qti_v2p1/rptemplates/",
    f"{_IMS}/xsd/imscp_v1p1",
    "QTIv2.1 Package",
    "1.0.0",
    "imsqti_item_xmlv2p1",
    f"{_IMS}/xsd/imsmd_v1p2",
)
V22 = replace(
    V21,
    namespace=f"{_IMS}/xsd/imsqti_v2p2",
    templates=f"{_IMS}/question/qti_v2p2/rptemplates/",
    schema="QTIv2.2 Package",
    resource="imsqti_item_xmlv2p2",
)
V30 = Version(
    f"{_IMS}/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    f"{_IMS}/xsd/qti/qtiv3p0/imscp_v1p1",
    "QTI Package",
    "3.0.0",
    "imsqti_item_xmlv3p0",
    "http://ltsc.ieee.org/xsd/LOM",
    prefixed=True,
)
# Elements of HTML keep their names in version 3.
_HTML = frozenset(("p", "br", "div"))
_TAG = re.compile(r"<(/?)([A-Za-z]+)((?:\s+[\w:]+=\"[^\"]*\")*)\s*(/?)>")


def write_qti(items: Sequence[Item], title: str, version: Version) -> Written:
    """Return a package of the items that reading gives back."""
    some, lost = reduced(items, frozenset(ItemType), _CARRIED)
    kept, more = proved(some, lambda item, number: _comes_back(item, number, version))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, _manifest(kept, title, version))
        for number, item in enumerate(kept, 1):
            archive.writestr(f"items/item-{number:05}.xml", _item(item, number, version))
    return Written(file.getvalue(), tuple(kept), (*lost, *more))


def _comes_back(item: Item, number: int, version: Version) -> bool:
    """Tell whether an item without what the manifest says of it is read again."""
    item = replace(item, topic=NO_TOPIC, tags=(), difficulty=USUAL_DIFFICULTY)
    root = parse_xml(_item(item, number, version).encode())
    unified(root)
    drafts = Drafts()
    try:
        native = native_of_item(root, [])
    except Unclear:
        return False
    if isinstance(native, str):
        return False
    drafts.add("", native)
    return drafts.bank().items == (item,)


def _item(item: Item, number: int, version: Version) -> str:
    body = BODIES[item.type](item)
    feedback = flow(item.explanation) if item.explanation else ""
    outcome = (
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier">'
        "<defaultValue><value>EXPLANATION</value></defaultValue></outcomeDeclaration>"
    )
    wrapped = f"<contentBody>{feedback}</contentBody>" if version.prefixed else feedback
    shown = (
        '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="EXPLANATION" showHide="show">'
        f"{wrapped}</modalFeedback>"
    )
    inner = (
        f"{body.declarations}"
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>0</value></defaultValue></outcomeDeclaration>"
        f"{outcome if feedback else ''}<itemBody>{body.content}</itemBody>"
        f"{body.processing.format(templates=version.templates)}{shown if feedback else ''}"
    )
    start = (
        f'<assessmentItem xmlns="{version.namespace}" identifier="item-{number:05}" '
        f'title="{escaped(" ".join(item.stem.split())[:60])}" label="{escaped(item.id)}" adaptive="false" '
        f'timeDependent="false" toolName="{TOOL}" toolVersion="1">'
    )
    whole = f"{start}{inner}</assessmentItem>"
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + (_prefixed(whole) if version.prefixed else whole)


def _prefixed(markup: str) -> str:
    """Return markup in the names of version 3: assessmentItem is qti-assessment-item, baseType is base-type."""

    def renamed(found: re.Match[str]) -> str:
        close, name, attributes, empty = found.groups()
        if name in _HTML:
            return found[0]
        shown = re.sub(r"(\s+)([A-Za-z]+)=", lambda one: f"{one[1]}{_hyphened(one[2])}=", attributes)
        return f"<{close}qti-{_hyphened(name)}{shown}{empty}>"

    return _TAG.sub(renamed, markup)


def _hyphened(name: str) -> str:
    return re.sub("([A-Z])", lambda found: f"-{found[1].lower()}", name)


def _manifest(items: Sequence[Item], title: str, version: Version) -> str:
    resources = "".join(_resource(item, number, version) for number, item in enumerate(items, 1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest xmlns="{version.manifest}" xmlns:imsmd="{version.metadata}" xmlns:xsi="{_XSI}" '
        f'identifier="MANIFEST-1"><metadata><schema>{version.schema}</schema>'
        f"<schemaversion>{version.schema_version}</schemaversion>"
        f"<imsmd:lom><imsmd:general><imsmd:title>{_string(title or 'QTI', version)}</imsmd:title></imsmd:general>"
        f"</imsmd:lom></metadata><organizations/><resources>{resources}</resources></manifest>\n"
    )


def _string(text: str, version: Version) -> str:
    name = "string" if version.prefixed else "langstring"
    return f"<imsmd:{name}>{escaped(text)}</imsmd:{name}>"


def _resource(item: Item, number: int, version: Version) -> str:
    name = f"items/item-{number:05}.xml"
    tags = "".join(f"<imsmd:keyword>{_string(tag, version)}</imsmd:keyword>" for tag in item.tags)
    word = DIFFICULTIES[item.difficulty - 1]
    value = "".join(
        f"<imsmd:{name}>{text if version.prefixed else _string(text, version)}</imsmd:{name}>"
        for name, text in (("source", "LOMv1.0"), ("value", word))
    )
    return (
        f'<resource identifier="item-{number:05}" type="{version.resource}" href="{name}"><metadata><imsmd:lom>'
        f"<imsmd:general>{tags}</imsmd:general>"
        f"<imsmd:educational><imsmd:difficulty>{value}</imsmd:difficulty></imsmd:educational>"
        "<imsmd:classification><imsmd:taxonPath><imsmd:taxon>"
        f"<imsmd:entry>{_string(item.topic[: LIMITS['topic']], version)}</imsmd:entry>"
        "</imsmd:taxon></imsmd:taxonPath></imsmd:classification>"
        f'</imsmd:lom></metadata><file href="{name}"/></resource>'
    )
