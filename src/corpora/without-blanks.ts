/**
 * A name that can stand in a list of words: its blanks and control characters are written as in URLs, `one two` becomes `one%20two`.
 * Ids that are made of paths, and names of speakers, may have blanks; trial lists and lists of embeddings end words at them.
 */
export function withoutBlanks(name: string): string {
  return name.replace(/[\s\p{Cc}]/gu, blank => encodeURIComponent(blank));
}
