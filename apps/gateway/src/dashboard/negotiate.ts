import type { StaticFile } from './static-files.js';

export interface Sent {
  readonly body: Buffer;
  readonly encoding: 'br' | 'gzip' | undefined;
  readonly etag: string;
}

/** How a file is sent to somebody who takes these encodings; the smaller of two comes first. RFC 9110, 12.5.3 */
export function representationOf({ body, compressed, tag }: StaticFile, acceptEncoding: string | undefined): Sent {
  const takes = takenOf(acceptEncoding ?? '');
  for (const encoding of ['br', 'gzip'] as const) {
    const found = compressed[encoding];
    if (found !== undefined && takes(encoding)) return { body: found, encoding, etag: `"${tag}-${encoding}"` };
  }
  return { body, encoding: undefined, etag: `"${tag}"` };
}

/** Whether the caller has this very file already. RFC 9110, 13.1.2 */
export const isUnchanged = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === etag);

function takenOf(header: string): (encoding: string) => boolean {
  const weights = new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  return (encoding) => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
}
