import type { PointAnswer, SeriesAnswer } from '@openprepay/contracts/http/telemetry';
import { present } from '@openprepay/contracts/present';
import type { Bucket, RawPoint, Series } from './series.js';

export const seriesToApi = ({ items, ...series }: Series): SeriesAnswer => ({ ...series, items: items.map(pointToApi) });

const pointToApi = (point: RawPoint | Bucket): PointAnswer => ('count' in point ? bucketToApi(point) : rawToApi(point));

const bucketToApi = ({ ts, ...bucket }: Bucket): PointAnswer => ({ ts: ts.toISOString(), ...bucket });

const rawToApi = ({ ts, receivedAt, contradicted, ...point }: RawPoint): PointAnswer =>
  present({
    ...point,
    ts: ts.toISOString(),
    receivedAt: receivedAt?.toISOString(),
    contradicted: contradicted === undefined ? undefined : (true as const),
  });
