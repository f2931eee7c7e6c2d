/** Text that is HTML already. Only this module makes it, so whatever else gets into a page is escaped. */
export class Markup {
  readonly html: string;
  /** Use {@link markup}, which escapes; this is for what another tool drew. */
  constructor(html: string) {
    this.html = html;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text with everything that HTML would read as markup escaped, in elements and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? character);
}

/** markup`<td>${name}</td>`: what is put in is escaped, unless it is markup itself; undefined is nothing, arrays are joined. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.reduce((html, text, place) => html + partText(parts[place - 1]) + text));
}

function partText(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.html;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(partText).join('');
}
