"""What the file says of itself: information dictionary and XMP, which must agree."""

from __future__ import annotations

import re
from datetime import date
from xml.sax.saxutils import escape

from exports.document import Document
from exports.pdf.file import text_string
from exports.pdf.fonts import clean

LANGUAGE = "zh-CN"
PRODUCER = "明册"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _day(text: str) -> date:
    """The document's date; 1 January 2000 where it has none, for the clock must not decide."""
    found = _DATE.match(text)
    return date(*map(int, found.groups())) if found else date(2000, 1, 1)


def _keywords(document: Document) -> str:
    return clean("、".join(document.keywords))


def information(document: Document) -> bytes:
    """The information dictionary."""
    texts = {
        "Title": clean(document.title), "Author": clean(document.organization),
        "Subject": clean(document.subject), "Keywords": _keywords(document),
        "Creator": PRODUCER, "Producer": PRODUCER,
    }  # fmt: skip
    entries = b"".join(
        b"/%b%b" % (name.encode(), text_string(text)) for name, text in texts.items() if text
    )
    stamp = f"(D:{_day(document.date):%Y%m%d}000000+08'00')".encode()
    return b"<<%b/CreationDate%b/ModDate%b>>" % (entries, stamp, stamp)


def xmp_packet(document: Document, part: int) -> bytes:
    """The metadata packet; says what the information dictionary says (ISO 19005-2 §6.6.2), and
    which part of PDF/A the file keeps.
    """
    stamp = f"{_day(document.date).isoformat()}T00:00:00+08:00"
    author, keywords = escape(clean(document.organization)), escape(_keywords(document))

    def default(name: str, text: str) -> str:
        item = f'<rdf:li xml:lang="x-default">{escape(clean(text))}</rdf:li>'
        return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if text else ""

    lines = (
        "<dc:format>application/pdf</dc:format>",
        default("dc:title", document.title),
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>" if author else "",
        default("dc:description", document.subject),
        f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>",
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>",
        f"<pdf:Keywords>{keywords}</pdf:Keywords>" if keywords else "",
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>",
        f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>",
        f"<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>",
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f"{''.join(lines)}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()
