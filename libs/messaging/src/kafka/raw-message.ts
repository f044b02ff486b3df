/** A message as the broker gave it. */
export interface RawMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When it was produced, in milliseconds since 1970, as the producer or the broker says; unknown of one that was parked. */
  readonly timestamp?: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;
}

/** A header that is there once, as text. */
export function headerText({ headers }: RawMessage, name: string): string | undefined {
  const header = headers[name];
  return typeof header === 'string' || Buffer.isBuffer(header) ? header.toString('utf8') : undefined;
}
