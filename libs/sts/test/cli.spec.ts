import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerCase } from '../src/cli-case.js';
import { runCli } from '../src/cli.js';
import { METER_TEST_ACTIONS, STA_SAMPLE_TABLES } from '../src/index.js';
import { type Vector, vectorsOf } from './vectors.js';

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

const withoutExpected = ({ expected: _, ...given }: Vector): unknown => given;

function expectCodeOrTokens(given: unknown): void {
  try {
    for (const token of answerCase(given).tokens) expect(token).toMatch(/^\d{20}$/);
  } catch (error) {
    expect(error).toHaveProperty('code', expect.stringMatching(/^sts\./));
  }
}

describe('sts batch', () => {
  const vectors = (['credit', 'currency', 'management', 'test', 'key-change'] as const).flatMap((kind) => vectorsOf(kind).slice(0, 10));
  const lines = vectors.map((vector) => JSON.stringify(withoutExpected(vector)));

  it('answers each line in order, and goes on after bad ones', async () => {
    const bad = [
      '{',
      '[]',
      '{}',
      '{"kind":"credit"}',
      JSON.stringify({ kind: 'test', token: { control: 'zz' } }),
      `{"kind":"${'x'.repeat(70_000)}"}`,
    ];
    const { code, out } = await run(['batch'], [...bad, '', ...lines].join('\n'));
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly tokens?: readonly string[]; readonly error?: { readonly code: string } });
    expect(code).toBe(0);
    expect(answers.slice(0, bad.length).map(({ error }) => error?.code)).toEqual([
      'sts.input_not_json',
      'sts.input_invalid',
      'sts.token_kind_unknown',
      'sts.input_invalid',
      'sts.input_invalid',
      'sts.input_too_long',
    ]);
    expect(answers.slice(bad.length).map(({ tokens }) => tokens)).toEqual(vectors.map(({ expected }) => expected));
  });

  it('tells the fields too when asked', async () => {
    const { out } = await run(['batch', '--decode'], lines[0]);
    expect(JSON.parse(out)).toMatchObject({
      tokens: vectors[0]!.expected,
      fields: [{ kind: 'credit', amountTenths: String(vectors[0]!.token.encodedUnits) }],
    });
  });

  it.each([
    ['a missing random number', { token: { subClass: 0, tid: 1, units: 1 } }, 'sts.input_invalid'],
    ['a fraction of a unit', { token: { subClass: 0, tid: 1, rnd: 1, units: 1.5 } }, 'sts.input_invalid'],
    ['a subclass that is none', { token: { subClass: 9, tid: 1, rnd: 1, units: 1 } }, 'sts.input_invalid'],
    ['a decoder key that is not derived', { decoderKey: '0000000000000000' }, 'sts.decoder_key_mismatch'],
    ['an unknown encryption algorithm', { meter: { encryptionAlgorithm: 9 } }, 'sts.input_invalid'],
    ['an unknown management subclass', { kind: 'management', token: { subClass: 3, tid: 1, rnd: 1 } }, 'sts.token_kind_unknown'],
    [
      'an extended field of 17 bits',
      { kind: 'management', token: { subClass: 10, tid: 1, rnd: 1, field: 0x1_0000 } },
      'sts.field_out_of_range',
    ],
  ])('refuses %s', (_, change, code) => {
    const given = withoutExpected(vectorsOf('credit').find(({ meter }) => meter.encryptionAlgorithm === 7)!) as Readonly<
      Record<string, unknown>
    >;
    expect(() => answerCase({ ...given, ...change })).toThrow(expect.objectContaining({ code }));
  });

  it('refuses by code whatever member is spoiled', () => {
    const spoilt = [null, true, -1, 1.5, 1e300, '', '-1', 'ff', 'x'.repeat(999), [], {}, [1], { a: 1 }];
    const samples = (['credit', 'currency', 'management', 'test', 'key-change'] as const).map((kind) =>
      withoutExpected(vectorsOf(kind)[0]!),
    );
    for (const sample of samples as readonly Readonly<Record<string, unknown>>[]) {
      for (const [name, member] of Object.entries(sample)) {
        for (const value of spoilt) {
          expectCodeOrTokens({ ...sample, [name]: value });
          if (typeof member !== 'object' || member === null) continue;
          for (const inner of Object.keys(member)) expectCodeOrTokens({ ...sample, [name]: { ...member, [inner]: value } });
        }
      }
    }
  });

  it('takes every management token, by its field', () => {
    const given = withoutExpected(vectorsOf('credit')[0]!) as Readonly<Record<string, unknown>>;
    const kinds = [0, 2, 6, 7, 10].map(
      (subClass) => answerCase({ ...given, kind: 'management', token: { subClass, rnd: 1, tid: 2, field: 0xffff } }).decode()[0],
    );
    expect(kinds).toMatchObject([
      { watts: 18_201_624 },
      { rate: 0xffff },
      { watts: 18_201_624 },
      { factor: 0xffff },
      { kind: 'extended-flag', flagIndex: 0x1ff, flagValue: 1 },
    ]);
    expect(answerCase({ ...given, kind: 'management', token: { subClass: 10, rnd: 1, tid: 2, field: 0x0401 } }).decode()).toMatchObject([
      { kind: 'extended-set', tokenIndex: 1, controlValue: 1 },
    ]);
    expect(answerCase({ kind: 'test', token: { subClass: 2, control: 'fc0000001' } }).decode()).toMatchObject([
      { kind: 'extended-read', tokenIndex: 63, control: 1 },
    ]);
  });
});

describe('sts conformance', () => {
  const batch = `"${process.execPath}" "${new URL('../bin/sts.mjs', import.meta.url).pathname}" batch`;

  it('passes an implementation that is right', async () => {
    const { code, out } = await run(['conformance', '--command', batch, '--name', 'ours', '--timeout', '60']);
    expect(out).toContain('PASSED: all 500 vectors');
    expect(out).toContain('implementation  ours');
    expect(out).toMatch(/vector file +sha256 [0-9a-f]{64}/);
    expect(code).toBe(0);
  });

  it('fails one that is wrong, silent or gone, and says where', async () => {
    const wrong = await run(['conformance', '--kind', 'test', '--command', `sed "s/.*/{\\"tokens\\":[\\"00000000000000000000\\"]}/"`]);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.out).toContain('FAILED: 36 of 36 vectors');
    expect(wrong.out).toContain('and 16 more');
    const gone = await run(['conformance', '--kind', 'test', '--command', 'exit 0', '--json']);
    expect(JSON.parse(gone.out)).toMatchObject({
      passed: 0,
      failed: 36,
      failures: expect.arrayContaining([expect.objectContaining({ answered: 'nothing' })]) as unknown,
    });
    const silent = await run(['conformance', '--kind', 'test', '--command', 'sleep 5', '--timeout', '0.2']);
    expect(silent).toMatchObject({ code: 1 });
    expect(silent.err).toMatch(/^sts\.implementation_failed/);
  });

  it('asks an endpoint, case by case', async () => {
    const server = createServer((request, response) => {
      void text(request).then((body) => response.end(JSON.stringify({ tokens: answerCase(JSON.parse(body)).tokens })));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, out } = await run(['conformance', '--url', url, '--kind', 'key-change']);
    expect(out).toMatch(/key-change +69 +0/);
    expect(code).toBe(0);
    server.close();
    server.closeAllConnections();
    expect((await run(['conformance', '--url', url, '--kind', 'test'])).err).toMatch(/^sts\.implementation_failed/);
  });
});

describe('the help', () => {
  it('knows the tests a meter can be asked for', async () => {
    for (const action of METER_TEST_ACTIONS) expect((await run(['encode', 'meter-test', '--tests', action])).code).toBe(0);
  });
});
