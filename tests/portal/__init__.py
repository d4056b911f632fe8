"""A portal to stand in for the real one: the contract of docs/portal-api.yaml on loopback.

    python -m tests.portal [--port 8090] [--folder DIR] [--token WORD] [--seconds 600]
                           [--database postgresql://user@host/name]
                           [--catalogue ITEMS.jsonl] [--definitions DIR]

It judges packages with other people's libraries (bagit, jsonschema-rs, cryptography), so that a
mistake of ours is not made twice.
"""
