import type { ImportRunAnswer } from '@openprepay/contracts/http/imports';
import { present } from '@openprepay/contracts/present';
import type { ImportRun } from './import-run.js';

export const importToApi = ({ importId, state, accepted, refused, bytes, position, ...run }: ImportRun): ImportRunAnswer => ({
  importId,
  state: state === 'done' ? 'done' : 'waiting',
  rows: accepted + refused,
  accepted,
  refused,
  bytes,
  bytesDone: position,
  createdAt: run.createdAt.toISOString(),
  createdBy: run.createdBy,
  ...present({ endedAt: run.endedAt?.toISOString() }),
});
