/** Overwrites key material with zeros. A loop: `fill` is a call out of compiled code, which costs more than a few dozen words. */
export function wipe(words: Uint8Array | Int32Array): void {
  for (let index = 0; index < words.length; index++) words[index] = 0;
}
