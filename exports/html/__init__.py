"""The HTML writer: one page that needs nothing but itself, for an office with a plain web server."""

from exports.html.writer import html_text, write_html

__all__ = ["html_text", "write_html"]
