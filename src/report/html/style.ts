/** The page's looks: light and dark by the reader's setting, a column of contents where there is room, paper for printing. */
export const style = `
:root { color-scheme: light dark; --text: #1c1e21; --faint: #5d636b; --back: #fff; --line: #d9dce0; --panel: #f5f6f8; --mark: #1f6fc4; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8ea; --faint: #a2a8b0; --back: #15171a; --line: #363b41; --panel: #1e2125; --mark: #6db0f2; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0 auto; max-width: 82rem; padding: 0 1.5rem 4rem; color: var(--text); background: var(--back);
  font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
}
header { padding: 2rem 0 1rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; }
header p { margin: .4rem 0 0; color: var(--faint); overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .6rem; font-size: 1.25rem; }
h3 { margin: 1.6rem 0 .4rem; font-size: 1rem; }
p { max-width: 48rem; }
a { color: var(--mark); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--back); padding: .3rem .6rem; }
nav ol { margin: .5rem 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
.note { color: var(--faint); font-size: .9rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(27rem, 100%), 1fr)); gap: 1rem; align-items: start; }
figure { margin: 0; padding: .8rem; border: 1px solid var(--line); border-radius: 6px; break-inside: avoid; overflow-x: auto; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { font-size: .9rem; margin-bottom: .5rem; font-weight: 600; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { padding: .25rem .7rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { color: var(--faint); font-weight: 600; border-bottom-color: var(--faint); vertical-align: bottom; }
th[colspan] { border-bottom: 1px solid var(--line); }
.number { text-align: right; white-space: nowrap; }
.name { overflow-wrap: anywhere; min-width: 8rem; }
.interval { color: var(--faint); font-size: .85em; display: block; }
tbody th { font-weight: 600; }
details { margin: .5rem 0; }
summary { cursor: pointer; padding: .2rem 0; font-weight: 600; }
pre { padding: .8rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; font-size: .82rem; line-height: 1.4; }
code { font-family: ui-monospace, "SF Mono", Consolas, monospace; overflow-wrap: anywhere; }
@media print {
  :root { --text: #000; --faint: #444; --back: #fff; --line: #bbb; --panel: #fff; --mark: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip, nav { display: none; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  pre { white-space: pre-wrap; }
  .scroll, figure { overflow: visible; }
}
`;
