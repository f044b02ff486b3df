/** JSON with big integers as decimal digits: JSON's own numbers end at 2^53. */
export function writeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? member.toString() : member), indent);
}
