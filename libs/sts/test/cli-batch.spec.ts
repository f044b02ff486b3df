import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerCase } from '../src/cli/answer-case.js';
import { runCli } from '../src/cli/cli.js';
import { METER_TEST_ACTIONS } from '../src/index.js';
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
