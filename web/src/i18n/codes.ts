/** Codes as they are read aloud: what an area adds to the code of the one above it. */

/** "…002" below "999999001"; the whole code where it does not continue the upper one. */
export function ownCode(code: string, above: string | undefined): string {
  const continues = above !== undefined && above.length < code.length && code.startsWith(above);
  return continues ? `…${code.slice(above.length)}` : code;
}
