"""Reading a JSON file; what is wrong with it is one sentence with the place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desktop.imports.result import UnreadableFile


def load_json(path: Path) -> Any:
    """The content of a UTF-8 JSON file; ``UnreadableFile`` names line and character."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            path.name, f"第{error.start + 1}个字节起不是UTF-8文字，请另存为UTF-8编码。"
        ) from None
    except json.JSONDecodeError as error:
        raise UnreadableFile(
            path.name,
            f"第{error.lineno}行第{error.colno}个字符处不是正确的JSON，"
            "文件可能没有下载完，请重新导出。",
        ) from None
    except RecursionError:
        raise UnreadableFile(path.name, "的JSON嵌套过深，不像平台数据，请重新导出。") from None
