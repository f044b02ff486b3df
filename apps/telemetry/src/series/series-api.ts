import type { PointAnswer, SeriesAnswer } from '@openprepay/contracts/http/telemetry';
import { present } from '@openprepay/contracts/present';
import type { Bucket, RawPoint, Series } from './series.js';

export const seriesToApi = ({ items, ...series }: Series): SeriesAnswer => ({ ...series, items: items.map(pointToApi) });

const pointToApi = ({ ts, ...point }: RawPoint | Bucket): PointAnswer => {
  if (!('receivedAt' in point)) return { ts: ts.toISOString(), ...point };
  const { receivedAt, contradicted, ...raw } = point;
  return present({ ts: ts.toISOString(), ...raw, receivedAt: receivedAt.toISOString(), contradicted: contradicted || undefined });
};
