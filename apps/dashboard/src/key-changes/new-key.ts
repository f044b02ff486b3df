import type { KeyChangeAnswer } from '@openprepay/contracts/http/vending-key-changes';
import { formText } from '../ui/form-text.js';

export type MeterKey = KeyChangeAnswer['to'];

/** What becomes different of a meter's key: fields that are left empty stay. */
export function wantedOf(form: FormData): Partial<Pick<MeterKey, 'supplyGroupCode' | 'tariffIndex' | 'keyRevision'>> {
  const [supplyGroupCode, tariffIndex, keyRevision] = ['supplyGroupCode', 'tariffIndex', 'keyRevision'].map((name) => formText(form, name));
  return {
    ...(supplyGroupCode === '' ? {} : { supplyGroupCode: supplyGroupCode! }),
    ...(tariffIndex === '' ? {} : { tariffIndex: tariffIndex! }),
    ...(keyRevision === '' ? {} : { keyRevision: Number(keyRevision) }),
  };
}

/** The fields in which two keys differ, in the order in which they are told. */
export const differences = (from: MeterKey, to: MeterKey): readonly (keyof MeterKey)[] =>
  (Object.keys(to) as (keyof MeterKey)[]).filter((field) => from[field] !== to[field]);
