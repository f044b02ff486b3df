import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Message, profiles, readAnswer, readMessage, writeFault, writeMessage } from '../src/index.js';
import { modelOf } from '../src/model.js';
import { namespaces, spellings, XSI } from '../src/profile.js';
import { readValue } from '../src/read-value.js';
import { readXml } from '../src/read-xml.js';
import { writeValue } from '../src/write-value.js';
import { arbitraryValue } from './arbitrary-value.js';

const RUNS = 8;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(profiles)('%s', (profile) => {
  const model = modelOf(profile);
  const declared = Object.entries(spellings[profile].prefixes)
    .map(([name, prefix]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${namespaces[name as keyof typeof namespaces]}"`)
    .join('');
  const concrete = [...model.types.values()].filter(({ abstract }) => !abstract).map(({ name }) => name);

  it.each(concrete)('reads %s as it was written', (asked) => {
    const type = fc.constant(undefined).chain(() => arbitraryValue(model, asked, { depth: 2 }));

    fc.assert(
      fc.property(type, (value) => {
        const xml = writeValue(model, value, { tag: 'x', asked, first: ` xmlns:xsi="${XSI}"${declared}` });

        expect(readValue(model, readXml(bytes(xml)), { asked })).toEqual(value);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([...model.roots.values()])('reads a message $name as it was written, in both versions of SOAP', ({ name, type }) => {
    fc.assert(
      fc.property(arbitraryValue(model, type, { named: true }), fc.constantFrom('1.1' as const, '1.2' as const), (body, soap) => {
        const message = { element: name, body } as unknown as Message;

        expect(readMessage(profile, bytes(writeMessage({ profile, soap }, message)))).toEqual({ soap, message });
      }),
      { numRuns: RUNS },
    );
  });

  it('reads a fault as it was written, in both versions of SOAP', () => {
    const fault = arbitraryValue(model, 'XMLVendFaultResp');
    fc.assert(
      fc.property(fault, fc.constantFrom('1.1' as const, '1.2' as const), fc.constantFrom('sender', 'receiver'), (value, soap, by) => {
        const xml = writeFault({ profile, soap }, { by, reason: 'No <b>', response: value as never });

        expect(readAnswer(profile, bytes(xml))).toEqual({ soap, reason: 'No <b>', fault: value });
      }),
      { numRuns: 200 },
    );
  });
});
