import { describe, expect, it } from 'vitest';
import { faultsOf, type ProfileName, profiles, readAnswer, readMessage, writeFault, writeMessage } from '../src/index.js';
import { answers, faultResponse } from './corpus-answers.js';
import { meterAnswers } from './corpus-meter-answers.js';
import { type Golden, requests } from './corpus-requests.js';

/** One element a line, so that a difference can be read. */
const lines = (xml: string): string => `${xml.replaceAll('><', '>\n<')}\n`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const has =
  (profile: ProfileName) =>
  ({ only }: Golden): boolean =>
    only === undefined || only.includes(profile);

describe.each(profiles)('%s', (profile) => {
  it.each(requests.filter(has(profile)))('asks $name as the corpus has it', async ({ name, message }) => {
    const written = writeMessage({ profile, soap: '1.1' }, message);

    await expect(lines(written)).toMatchFileSnapshot(`./corpus/${profile}/${name}.request.xml`);
    expect(readMessage(profile, bytes(lines(written)))).toEqual({ soap: '1.1', message });
  });

  it.each([...answers, ...meterAnswers].filter(has(profile)))('answers $name as the corpus has it', async ({ name, message }) => {
    const written = writeMessage({ profile, soap: '1.1' }, message);

    await expect(lines(written)).toMatchFileSnapshot(`./corpus/${profile}/${name}.answer.xml`);
    expect(readAnswer(profile, bytes(lines(written)))).toEqual({ soap: '1.1', message });
  });

  it.each(['1.1', '1.2'] as const)('refuses in SOAP %s as the corpus has it', async (soap) => {
    const written = writeFault(
      { profile, soap },
      { by: 'sender', reason: '010038 no such meter', response: faultResponse('UnknownMeterEx') },
    );

    await expect(lines(written)).toMatchFileSnapshot(`./corpus/${profile}/fault.${soap}.xml`);
  });

  it.each(faultsOf(profile))('refuses by %s, and is understood', (type) => {
    const response = faultResponse(type);
    const written = writeFault({ profile, soap: '1.1' }, { by: 'sender', reason: 'no', response });

    expect(readAnswer(profile, bytes(written))).toEqual({ soap: '1.1', reason: 'no', fault: response });
  });
});
