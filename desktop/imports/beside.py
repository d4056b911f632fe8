"""What a text document holds besides the words that were read, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.imports.grid import Grid, letters
from desktop.imports.result import HIDDEN, Located
from forms.problem import Problem, Severity

#: Sort → severity, what is told of so many, what to do.
_COUNTED = {
    "changes": (
        Severity.WARN, "有{n}处修订痕迹：插入的文字已导入，删除的文字没有导入。",
        "请核对修订是否已经定稿；没有定稿的，请在Word里接受或拒绝修订后重新导入。",
    ),
    "pictures": (
        Severity.HINT, "里有{n}幅图片，其中的内容没有导入。",
        "请看原文件；图片里的流程图可以作为附件添加，文字请自行录入。",
    ),
    "attached": (
        Severity.HINT, "里流程下面的{n}幅图片，已作为附件放入办理流程图。", "请核对是不是流程图，不是的请移除。",
    ),
    "objects": (
        Severity.WARN, "里嵌入了{n}个对象（如Excel表格、公式、其他文档），其中的内容没有导入。",
        "请在原文件里双击打开，把需要的内容复制出来，自行录入。",
    ),
    "macros": (
        Severity.HINT, "带有宏，宏没有运行，也没有导入。", "只有文字和表格会导入，可以放心继续。",
    ),
    "outside": (
        Severity.HINT, "引用了{n}处文件以外的内容（如模板、图片），没有去读取。",
        "需要其中内容的，请在原文件里查看。",
    ),
    "joined": (
        Severity.HINT, "有{n}处句子中间断行（像是从PDF复制来的），已接成一段。",
        "请对照原文核对这些段落。",
    ),
}  # fmt: skip
_ASIDES = {
    "comment": (
        Severity.HINT, "有{n}条批注，没有放入要素，列在原文里批注的地方。",
        "批注里有应当公开的内容的，请点选那条批注，归入要素。",
    ),
    "note": (
        Severity.HINT, "有{n}条脚注、尾注，已放入备注。", "请核对；应属某个要素的，请改放到那里。",
    ),
    "hidden": (
        Severity.WARN, "有{n}处隐藏的文字，没有放入要素。",
        "请核对：确实应当公开的，请点选那段文字，归入要素。",
    ),
}  # fmt: skip


def beside_text(file: str, grid: Grid, attached: int) -> Iterator[Located]:
    """Problems about pictures, objects, tracked changes, comments, notes and hidden words.

    ``attached`` pictures were put into fields as attachments.
    """
    where = f"“{file}”{grid.called}"
    besides = {**grid.besides, "attached": attached}
    besides["pictures"] = max(0, besides.get("pictures", 0) - attached)
    for sort, (severity, what, hint) in _COUNTED.items():
        if number := besides.get(sort, 0):
            told = where + what.format(n=number)
            yield Located(Problem(HIDDEN, severity, "", "", "", told, hint=hint), grid.name)
    asides = grid.outline.asides if grid.outline else {}
    for sort, (severity, what, hint) in _ASIDES.items():
        places = [place for place, aside in asides.items() if aside.sort == sort]
        if places:
            told = where + what.format(n=len(places))
            problem = Problem(HIDDEN, severity, "", "", "", told, hint=hint)
            yield Located(problem, grid.name, places[0][0], letters(places[0][1]))
