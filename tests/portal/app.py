"""The stand-in portal as an ASGI application."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.portal.book import Book
from tests.portal.tus import VERSION, Answer, Uploads

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

ROOT = "/api/v1"
_PACKAGE = re.compile(r"/packages/([0-9a-f]{64})(/receipt)?")
_UPLOAD = re.compile(r"/uploads/([0-9a-z]+)")
_MOST_ITEMS = 1000


class Cut(Exception):
    """The client went away in the middle of its request."""


class StandIn:
    """The whole contract over one book. ``tokens``: any of them opens; none: everybody may."""

    def __init__(self, book: Book, tokens: set[str] | None = None) -> None:
        self.book = book
        self.tokens = tokens if tokens is not None else set()
        folder = book.folder / "uploads"
        folder.mkdir(exist_ok=True)
        self.uploads = Uploads(folder, self._arrived)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        try:
            answer = await self._answer(scope, headers, _pieces(receive))
        except Cut:
            return
        await _say(send, answer)

    async def _answer(
        self, scope: Scope, headers: Mapping[str, str], body: AsyncIterator[bytes]
    ) -> Answer:
        path, method = str(scope["path"]), str(scope["method"])
        if not path.startswith(ROOT):
            return _problem(404, "没有这个地址。")
        path = path.removeprefix(ROOT)
        if path == "/uploads" and method == "OPTIONS":
            return self.uploads.options()
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if self.tokens and bearer not in self.tokens:
            return _problem(401, "令牌无效。")
        if path.startswith("/uploads"):
            return await self._upload(method, path, headers, body)
        if method == "GET":
            return self._look(path, headers, parse_qs(scope["query_string"].decode()))
        return _problem(405, "不支持这种请求。")

    async def _upload(
        self, method: str, path: str, headers: Mapping[str, str], body: AsyncIterator[bytes]
    ) -> Answer:
        if headers.get("tus-resumable") != VERSION["Tus-Resumable"]:
            return Answer(412, {"Tus-Version": "1.0.0"})
        if path == "/uploads" and method == "POST":
            return self.uploads.create(headers, f"{ROOT}/uploads")
        found = _UPLOAD.fullmatch(path)
        if not found:
            return _problem(404, "没有这个上传。")
        name = found[1]
        match method:
            case "HEAD":
                return self.uploads.head(name)
            case "PATCH":
                return await self.uploads.patch(name, headers, body)
            case "DELETE":
                return self.uploads.delete(name)
        return _problem(405, "不支持这种请求。")

    def _look(
        self, path: str, headers: Mapping[str, str], query: Mapping[str, list[str]]
    ) -> Answer:
        if path == "/catalogue":
            body = self.book.catalogue(self.uploads.most_bytes)
            tag = f'"{body["epoch"]}-{body["seq"]}-{body["items"]}-{body["definitions"]}"'
            if headers.get("if-none-match") == tag:
                return Answer(304, {"ETag": tag})
            return _json(200, body, {"ETag": tag})
        if path in ("/changes", "/catalogue/items"):
            return self._changes(path, query)
        if path == "/definitions":
            return self._definitions(headers)
        found = _PACKAGE.fullmatch(path)
        if not found:
            return _problem(404, "没有这个地址。")
        return self._receipt(found[1]) if found[2] else self._package(found[1])

    def _changes(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        since, limit = query.get("since", [""])[0], query.get("limit", ["500"])[0]
        if not since.isdigit() or not limit.isdigit() or not 1 <= int(limit) <= _MOST_ITEMS:
            return _problem(400, "参数不对。")
        if query.get("epoch") != [self.book.epoch]:
            return _problem(409, "门户已从备份恢复，请从头读取。")
        if path == "/changes":
            return _signed(*self.book.changes_page(int(since), int(limit)))
        return _signed(*self.book.page(int(since), int(limit)))

    def _definitions(self, headers: Mapping[str, str]) -> Answer:
        version = self.book.definitions_version
        if not version:
            return _problem(404, "没有下发码表。")
        tag = f'"{version}"'
        if headers.get("if-none-match") == tag:
            return Answer(304, {"ETag": tag})
        data = self.book.definitions.read_bytes()
        return Answer(200, {"Content-Type": "application/zip", "ETag": tag}, data)

    def _package(self, package: str) -> Answer:
        state = self.book.package(package)
        return _json(200, state) if state else _problem(404, "没有收到过这个包。")

    def _receipt(self, package: str) -> Answer:
        found = self.book.receipt(package)
        if found is None:
            return _problem(404, "没有收到过这个包。")
        signature = b64encode(found[1]).decode()
        headers = {"Content-Type": "application/json", "Receipt-Signature": signature}
        return Answer(200, headers, found[0])

    def _arrived(self, path: Path, metadata: Mapping[str, str]) -> None:
        package = metadata.get("package", "")
        if re.fullmatch("[0-9a-f]{64}", package):
            self.book.take(path, package)


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Cut
        if piece := message.get("body", b""):
            yield piece
        if not message.get("more_body"):
            return


async def _say(send: Send, answer: Answer) -> None:
    headers = {"Content-Length": str(len(answer.body)), **answer.headers}
    if answer.status in (204, 304):
        del headers["Content-Length"]
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": answer.body})


def _json(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    data = json.dumps(body, ensure_ascii=False).encode()
    return Answer(status, {"Content-Type": "application/json", **(headers or {})}, data)


def _signed(data: bytes, signature: bytes) -> Answer:
    said = {"Content-Type": "application/json", "Page-Signature": b64encode(signature).decode()}
    return Answer(200, said, data)


def _problem(status: int, title: str) -> Answer:
    """RFC 9457."""
    body = {"type": "about:blank", "title": title, "status": status}
    answer = _json(status, body)
    return Answer(
        status, {**answer.headers, "Content-Type": "application/problem+json"}, answer.body
    )
