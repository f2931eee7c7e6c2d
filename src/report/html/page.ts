import { escaped, Markup, markup } from './markup';
import { style } from './style';

/** A part of a page with a line in its contents. */
export interface Section {
  /** Anchor, unique in the page: letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly body: Markup | readonly Markup[];
}

export interface Page {
  readonly title: string;
  /** Lines under the title. */
  readonly about: readonly string[];
  readonly sections: readonly Section[];
}

/** The policy lets nothing be fetched and nothing run: a page that some text broke out into could do no harm either. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One HTML document that needs no other file and no network. */
export function renderPage({ title, about, sections }: Page): string {
  const head = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="svtk">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
`;
  const body = markup`<body>
<a class="skip" href="#${sections[0]?.id}">Skip to the results</a>
<header>
<h1>${title}</h1>
${about.map(line => markup`<p>${line}</p>`)}
</header>
<nav aria-label="Contents"><ol>
${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>
<main>
${sections.map(sectionMarkup)}</main>
</body>
</html>
`;
  return head + body.html;
}

function sectionMarkup({ id, title, body }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body instanceof Markup ? body : body.map(part => markup`${part}\n`)}
</section>
`;
}
