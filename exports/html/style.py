"""The look of a page: on the screen a sheet of paper, in print the sheet itself."""

from __future__ import annotations

from exports.document import Page

CSS = """\
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef0f2; color: #1a1a1a; line-height: 1.75;
  font-family: "Source Han Serif SC", "Noto Serif SC", "Songti SC", SimSun, serif; }
main { max-width: 60rem; margin: 1.5rem auto; padding: 2.5rem 3rem; background: #fff;
  border: 1px solid #d8dce0; }
main.list { max-width: 110rem; padding: 2rem; }
.scroll { overflow-x: auto; }
.scroll :is(th, td) { overflow-wrap: break-word; }
.scroll:focus-visible { outline: 2px solid #0b57a4; }
h1, h2, h3, th, .label, strong { font-family: "Source Han Sans SC", "Noto Sans SC",
  "Microsoft YaHei", SimHei, sans-serif; }
h1 { font-size: 1.7rem; text-align: center; line-height: 1.4; margin: .5rem 0 1.5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1.05rem; margin: 1.2rem 0 .4rem; }
p { margin: .4rem 0; }
p.body { text-indent: 2em; text-align: justify; }
p.center { text-align: center; }
p.right { text-align: right; }
p.note { font-size: .875rem; color: #444; }
p.label { text-indent: 2em; font-weight: 600; }
a { color: #0b57a4; overflow-wrap: anywhere; }
.cover { text-align: center; padding: 3rem 0 2rem; border-bottom: 2px solid #b3261e; }
.cover h1 { font-size: 2rem; margin-bottom: .5rem; }
.cover > p { font-size: 1.4rem; }
.cover dl { display: inline-grid; grid-template-columns: auto auto; gap: .3rem 1.2rem;
  text-align: left; margin: 1.5rem 0 0; }
.cover dt { font-weight: 600; }
.cover dd { margin: 0; overflow-wrap: anywhere; }
nav { margin: 1.5rem 0; padding: 1rem 1.5rem; background: #f6f7f8; }
nav p { font-weight: 600; }
nav ol { list-style: none; margin: 0; padding: 0; columns: 2; column-gap: 2rem; }
table { width: 100%; border-collapse: collapse; margin: .6rem 0 1rem; font-size: .925rem;
  line-height: 1.55; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #8a9097; padding: .35rem .5rem; overflow-wrap: anywhere;
  vertical-align: middle; text-align: left; }
th { background: #eef0f2; font-weight: 600; }
thead th { text-align: center; }
th.short { white-space: nowrap; }
td.center { text-align: center; }
td.right { text-align: right; }
.pairs th { width: 11em; }
figure { display: inline-block; margin: .8rem 1.5rem .8rem 0; text-align: center;
  vertical-align: top; }
figure.flow { display: block; margin-right: 0; }
figure.flow svg { max-width: 100%; height: auto; }
figure.code svg { width: 32mm; height: 32mm; }
figcaption { font-size: .875rem; }
footer { text-align: center; font-size: .8rem; color: #555; padding: 0 1rem 1.5rem; }
@media (max-width: 40rem) { main, main.list { padding: 1.25rem 1rem; margin: 0; border: 0; }
  nav ol { columns: 1; } .pairs th { width: 7em; } }
@media print { body { background: none; font-size: 10.5pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  h2, h3 { break-after: avoid; } tr, figure { break-inside: avoid; } thead { display: table-header-group; break-after: avoid; }
  main.list tr { break-inside: auto; } main.sheet { line-height: 1.5; }
  main.sheet figure.flow svg { max-height: 65mm; } main.sheet h2 { margin: 1rem 0 .4rem; }
  .scroll { overflow: visible; } .scroll table { min-width: 0 !important; }
  main.list table { font-size: 8pt; line-height: 1.4; }
  .cover { min-height: 60vh; border: 0; break-after: page; } .break { break-before: page; }
  a { color: inherit; text-decoration: none; } }
"""


def page_rule(page: Page) -> str:
    """The paper for printing."""
    margin = "18mm 16mm" if page.orientation == "landscape" else "25mm 22mm"
    count = '"第 " counter(page) " 页　共 " counter(pages) " 页"'
    return (
        f"@page {{ size: {page.paper} {page.orientation}; margin: {margin};"
        f" @bottom-center {{ content: {count}; font-size: 9pt; }} }}\n"
    )
