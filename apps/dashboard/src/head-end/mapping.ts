import type { DeviceProfileAnswer } from '@openprepay/contracts/http/telemetry-device-profiles';
import { formText } from '../ui/form-text.js';

/** Where a value stands in what a device says, and what it is multiplied by. */
type Mapped = { readonly from: string; readonly factor?: string };

/** `ENERGY.Total * 0.001`; the star with nothing but a number behind it is the factor, any other belongs to the name. */
const WRITTEN = /^(.*\S)\s*\*\s*(-?\d+(?:\.\d+)?)$/;

export const writtenSource = ({ from, factor }: { readonly from: string; readonly factor?: string | undefined }): string =>
  factor === undefined ? from : `${from} * ${factor}`;

export function sourceOf(written: string): Mapped {
  const [, from, factor] = WRITTEN.exec(written.trim()) ?? [];
  return from === undefined || factor === undefined ? { from: written.trim() } : { from, factor };
}

/** One register a line: `1-0:1.8.0 = ENERGY.Total * 0.001`. */
export const writtenRegisters = (registers: DeviceProfileAnswer['registers']): string =>
  Object.entries(registers)
    .map(([obis, source]) => `${obis} = ${writtenSource(source)}`)
    .join('\n');

export const registersOf = (written: string): Readonly<Record<string, Mapped>> =>
  Object.fromEntries(
    written
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [obis = '', ...rest] = line.split('=');
        return [obis.trim(), sourceOf(rest.join('='))];
      }),
  );

/** What a form says of names and times; what is left empty is left out. */
export function mappingOf(form: FormData) {
  const [registers, credit, timeZone] = [registersOf(formText(form, 'registers')), formText(form, 'credit'), formText(form, 'timeZone')];
  return {
    ...(Object.keys(registers).length === 0 ? {} : { registers }),
    ...(credit === '' ? {} : { credit: sourceOf(credit) }),
    ...(timeZone === '' ? {} : { timeZone }),
  };
}
