import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../src/cli/cli.js';
import { STA_SAMPLE_TABLES } from '../src/index.js';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], input = ''): Promise<Run> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(output), text(errors)];
  const code = await runCli(args, { input: Readable.from([input]), output, errors });
  output.end();
  errors.end();
  return { code, out: await out, err: await err };
}

const KEY = ['--key', '13497690C099D84F3B3421A8794B6753'];
const METER = [
  '--vending-key',
  '00112233445566778899AABBCCDDEEFF01234567',
  '--pan',
  '600727123456789030',
  '--supply-group',
  '600100',
  '--tariff-index',
  '07',
  '--key-revision',
  '1',
];
const TOKEN = '49038946387998315634';

describe('sts encode', () => {
  it.each([
    { args: ['credit', '--amount', '25.6', '--at', '2026-03-01T13:00:59Z', '--random', '5', ...METER], token: TOKEN },
    { args: ['credit', '--amount', '25.51', '--token-identifier', '6397260', '--random', '5', ...KEY], token: TOKEN },
    { args: ['meter-test', '--tests', 'display-key-revision-and-type'], token: '18446744073843772416' },
    { args: ['meter-test', '--control', '40', '--manufacturer-code', '0000'], token: '01152921779618973828' },
  ])('$args.0 $args.2', async ({ args, token }) => {
    const { code, out, err } = await run(['encode', ...args, '--json']);
    expect({ code, data: JSON.parse(out) as unknown, err }).toEqual({ code: 0, data: { token }, err: '' });
  });

  it.each([
    ['currency', '--amount=-1.5', '--commodity', 'gas'],
    ['set-maximum-power-limit', '--watts', '5000'],
    ['set-maximum-phase-power-unbalance-limit', '--watts', '5000'],
    ['clear-credit', '--register', 'all'],
    ['set-tariff-rate', '--rate', '7'],
    ['clear-tamper-condition'],
    ['set-water-meter-factor', '--factor', '7'],
    ['extended-set', '--token-index', '1', '--control-value', '2'],
    ['extended-flag', '--flag-index', '1', '--flag-value', '1'],
    ['extended-read', '--token-index', '1', '--control', 'ff'],
  ])('%s makes a token that decodes to it', async (kind, ...options) => {
    const { out } = await run(['encode', kind, ...options, ...KEY]);
    const decoded = await run(['decode', ...out.trim().split(' '), ...KEY, '--json']);
    expect(JSON.parse(decoded.out)).toMatchObject({ kind });
  });

  it('skips the reserved minute', async () => {
    const { out } = await run(['encode', 'credit', '--amount', '1', '--at', '2026-03-01T00:01:30Z', ...KEY]);
    const decoded = await run(['decode', out, ...KEY, '--json']);
    expect(JSON.parse(decoded.out)).toMatchObject({ issuedAt: '2026-03-01T00:02:00.000Z', amountTenths: '10' });
  });

  it('reads keys and tables from files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sts-cli-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'key'), '0ABC12DEF3456789\n');
    writeFileSync(join(folder, 'tables'), JSON.stringify(STA_SAMPLE_TABLES));
    const args = [
      'encode',
      'credit',
      '--amount',
      '25.6',
      '--token-identifier',
      '1698595',
      '--random',
      '11',
      '--algorithm',
      'EA07',
      '--key',
      `@${join(folder, 'key')}`,
    ];
    const withSample = await run(args);
    expect(withSample).toMatchObject({ code: 0, out: '5104 3465 4434 2085 6213\n' });
    expect(withSample.err).toContain('sample tables');
    expect(await run([...args, '--tables', join(folder, 'tables')])).toEqual({ ...withSample, err: '' });
    writeFileSync(join(folder, 'tables'), '{');
    expect((await run([...args, '--tables', join(folder, 'tables')])).err).toMatch(/^sts\.file_unreadable/);
    expect((await run([...args, '--tables', join(folder, 'none')])).err).toMatch(/^sts\.file_unreadable/);
  });
});

describe('sts decode, explain, key, key-change and check', () => {
  it('decode says what a token says', async () => {
    const { out } = await run(['decode', '4903', '8946 3879', '9831-5634', ...KEY]);
    expect(out.split('\n')).toEqual(expect.arrayContaining(['kind: credit', 'amountTenths: 256', 'issuedAt: 2026-03-01T13:00:00.000Z']));
  });

  it('explain draws every field with its bits', async () => {
    const { out } = await run(['explain', TOKEN, ...KEY]);
    expect(out).toContain('block         A88D 55EB B010 9472\ndecrypted     0561 9D4C 0100 4976');
    expect(out).toMatch(/59-56 +RND +0101 +5/);
    expect(out).toMatch(/55-32 +TID +0110 0001 1001 1101 0100 1100 +minute 6397260 of 2014: 2026-03-01 13:00 UTC/);
    expect(out).toMatch(/29-16 +Amount\.m +00 0001 0000 0000 +25\.6 kWh/);
  });

  it('key derives, and shows the check value', async () => {
    const { out } = await run(['key', ...METER, '--json']);
    expect(JSON.parse(out)).toMatchObject({ decoderKey: '13497690C099D84F3B3421A8794B6753', encryptionAlgorithm: 'EA11' });
    expect((await run(['key', ...METER])).out).toContain('13497690C099D84F3B3421A8794B6753');
  });

  it('key-change changes what is named and keeps the rest', async () => {
    const { out } = await run(['key-change', ...METER, '--new-key-revision', '2', '--new-base-date', '2035', '--json']);
    const { tokens } = JSON.parse(out) as { readonly tokens: readonly string[] };
    expect(tokens).toHaveLength(4);
    const first = await run(['decode', tokens[0]!, ...METER, '--json']);
    expect(JSON.parse(first.out)).toMatchObject({ kind: 'key-change-section-1', keyRevision: 2, rollover: true, keyExpiryHigh: 15 });
    const given = await run(['key-change', ...METER, '--new-key', '00'.repeat(16), '--key-expiry', '16']);
    expect(given.out.trim().split('\n')).toHaveLength(4);
  });

  it('check takes a meter number or a PAN', async () => {
    expect((await run(['check', '12345678903'])).out).toContain('600727123456789030');
    expect(JSON.parse((await run(['check', '600727123456789030', '--json'])).out)).toMatchObject({ meterNumber: '12345678903' });
  });
});

describe('what sts refuses', () => {
  it.each([
    [['check', '12345678904'], 1, 'sts.meter_number_check_digit'],
    [['decode', TOKEN, '--key', '00'.repeat(16)], 1, 'sts.token_crc'],
    [['decode', TOKEN], 1, 'sts.key_required'],
    [['decode', TOKEN, '--key', 'xyz'], 1, 'sts.key_format'],
    [['decode', TOKEN, '--key', '@/nonexistent'], 1, 'sts.file_unreadable'],
    [['decode'], 2, 'sts.usage'],
    [['encode', 'nothing'], 2, 'sts.usage'],
    [['encode', 'credit', ...KEY], 2, 'sts.usage'],
    [['encode', 'credit', '--amount', 'much', ...KEY], 2, 'sts.usage'],
    [['encode', 'credit', '--amount', '1', '--at', 'noon', ...KEY], 2, 'sts.usage'],
    [['encode', 'set-tariff-rate', '--rate', '1.5', ...KEY], 2, 'sts.usage'],
    [['encode', 'credit', '--amount', '1', '--algorithm', 'EA09', ...KEY], 1, 'sts.algorithm_unknown'],
    [['key', ...METER, '--key-type', '7'], 1, 'sts.key_type_unknown'],
    [['conformance'], 2, 'sts.usage'],
    [['conformance', '--command', 'true', '--kind', 'nothing'], 2, 'sts.usage'],
    [['conformance', '--command', 'true', '--timeout=-1'], 2, 'sts.usage'],
    [['check', '--frobnicate'], 2, 'sts.usage'],
    [['frobnicate'], 2, 'sts.usage'],
    [[], 2, 'sts.usage'],
  ] as const)('%j', async (args, code, error) => {
    const plain = await run(args);
    expect(plain).toMatchObject({ code, out: '' });
    expect(plain.err).toMatch(new RegExp(`^${error}: .+\n$`));
    const { out } = await run([...args, '--json']);
    expect(JSON.parse(out)).toMatchObject({ error: { code: error } });
  });

  it('never repeats a key in an error', async () => {
    const { err } = await run(['decode', TOKEN, '--key', `${'AB'.repeat(15)}XY`]);
    expect(err).not.toContain('ABAB');
  });

  it('explains itself', async () => {
    for (const args of [['help'], ['--help'], ['encode', '--help']]) expect((await run(args)).out).toContain('sts conformance');
  });
});
