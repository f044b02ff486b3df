const MAX_REASON = 2_000;
const MAX_NAME = 200;

/** Text that PostgreSQL can hold: bytes that are no UTF-8, or that hold a NUL, are kept in base64. */
export function storableText(bytes: Buffer | string): string {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
  const faithful = typeof bytes === 'string' || Buffer.from(text, 'utf8').equals(bytes);
  return faithful && !text.includes('\0') ? text : `base64:${Buffer.from(bytes as Buffer).toString('base64')}`;
}

/** A reason for people, short enough to list. */
export const storableReason = (reason: string): string => reason.replaceAll('\0', '').slice(0, MAX_REASON);

export const storableName = (name: string): string => storableText(name).slice(0, MAX_NAME);
