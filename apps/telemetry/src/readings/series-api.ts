import type { PointAnswer, SeriesAnswer } from '@openprepay/contracts/http/telemetry';
import type { Bucket, RawPoint, Series } from './series.js';

export const seriesToApi = ({ items, ...series }: Series): SeriesAnswer => ({ ...series, items: items.map(pointToApi) });

const pointToApi = ({ ts, ...point }: RawPoint | Bucket): PointAnswer => ({
  ts: ts.toISOString(),
  ...('receivedAt' in point ? { ...point, receivedAt: point.receivedAt.toISOString() } : point),
});
