// Tokens per second of the library, of the naive implementation and, where there is a C compiler, of the same work
// in C, in one run on one core. Prints JSON lines: {"name","value","unit"}. BENCH_SECONDS sets the time per figure.
// What counts is processor time, so that other work on the machine does not change a figure much.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { builtModule } from '../bin/ensure-built.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 1);
const BATCH = 2_000;
const NAIVE_BATCH = 20;
const VARIANTS = 1_024;

const rates = new Map();
const native = compileNative();
const sts = await import(builtModule('index.js'));
const keys = await import(builtModule('keys/index.js'));
const naive = await importNaive();

const decoderKeys = { EA07: hex('0abc12def3456789'), EA11: hex('13497690c099d84f3b3421a8794b6753') };
const vendingKeys = { DKGA02: hex('0123456789abcdef'), DKGA04: hex('00112233445566778899aabbccddeeff01234567') };
const fields = Array.from({ length: VARIANTS }, (_, index) => fieldsOf(index));
const pans = Array.from({ length: VARIANTS }, (_, index) => sts.meterPan(sts.makeMeterNumber('12', String(index).padStart(8, '0'))));

for (const [algorithm, derivation] of [
  ['EA07', 'DKGA02'],
  ['EA11', 'DKGA04'],
]) {
  const label = `sts.${algorithm.toLowerCase()}`;
  const cipher = sts.prepareCipher({ algorithm, decoderKey: decoderKeys[algorithm] });
  const tokens = Array.from({ length: VARIANTS }, (_, index) => sts.encodeCreditToken(fields[index], cipher));

  report(`${label}.encode`, (index) => sts.encodeCreditToken(fields[index % VARIANTS], cipher));
  report(`${label}.decode`, (index) => sts.decodeToken(tokens[index % VARIANTS], cipher).tokenIdentifier);
  const derivedToken = (index) => {
    const decoderKey = keys.deriveDecoderKey({
      algorithm: derivation,
      vendingKey: vendingKeys[derivation],
      meterPan: pans[index % VARIANTS],
      keyType: 2,
      supplyGroupCode: '600100',
      tariffIndex: '07',
      keyRevision: 1,
      baseDate: 2014,
      encryptionAlgorithm: algorithm,
    });
    return sts.encodeCreditToken(fields[index % VARIANTS], sts.prepareCipher({ algorithm, decoderKey }));
  };
  report(`${label}.encode-with-${derivation.toLowerCase()}`, derivedToken);
  reportNative(label, `encode-with-${derivation.toLowerCase()}`, { encode: tokens[7], decode: tokens[7], derive: derivedToken(7) });
  report(`${label}.naive-encode`, (index) => naiveToken(index, algorithm), NAIVE_BATCH);
}

/** What a token is made of; the program in C has the same. */
function fieldsOf(index) {
  return {
    commodity: 'electricity',
    random: index & 15,
    tokenIdentifier: 5_000_000 + index,
    amountTenths: BigInt(index * 13),
  };
}

function naiveToken(index, algorithm) {
  const { random, tokenIdentifier, amountTenths } = fields[index % VARIANTS];
  const data = (BigInt(random) << 40n) | (BigInt(tokenIdentifier) << 16n) | BigInt(naive.naiveAmountField(amountTenths));
  const key = BigInt(`0x${Buffer.from(decoderKeys[algorithm]).toString('hex')}`);
  return naive.naiveEncode({ tokenClass: 0, subClass: 0, data }, algorithm, key);
}

/** Runs until the time is up, in batches, after one fifth of the time to warm up; the best of three thirds counts. */
function report(name, work, batch = BATCH) {
  measure(work, batch, SECONDS / 5);
  const rates = Array.from({ length: 3 }, () => measure(work, batch, SECONDS / 3));
  print(name, Math.max(...rates));
}

function measure(work, batch, seconds) {
  const start = processorSeconds();
  let done = 0;
  let kept = 0; // uses every result, so that no work is optimised away
  while (processorSeconds() - start < seconds) {
    for (let index = 0; index < batch; index++) kept += typeof work(done + index) === 'string' ? 1 : 0;
    done += batch;
  }
  if (kept < 0) throw new Error('unreachable');
  return done / (processorSeconds() - start);
}

function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * The same work in C, how much of it the library does, and how much of what C does bare, without its checks; `no compiler` where
 * there is none.
 */
function reportNative(label, derived, expected) {
  const algorithm = label.slice(label.indexOf('.') + 1);
  for (const [name, work] of Object.entries({ encode: 'encode', decode: 'decode', [derived]: 'derive' })) {
    if (native === undefined) {
      process.stdout.write(`# ${label}.${name}: no compiler to compare with\n`);
      continue;
    }
    const checked = runNative(algorithm, work);
    const bare = runNative(algorithm, `bare-${work}`);
    if (checked.token !== expected[work]) throw new Error(`${label}.${name}: the program in C makes another token`);
    print(`${label}.native-${name}`, checked.rate);
    const [ratio, bareRatio] = [checked, bare].map(({ rate }) => (rates.get(`${label}.${name}`) / rate).toFixed(2));
    process.stdout.write(`# ${label}.${name}: ${ratio} of C, ${bareRatio} of C without checks\n`);
  }
}

function runNative(algorithm, work) {
  const { status, stdout, stderr } = spawnSync(native, [String(SECONDS), algorithm, work], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program in C ended with ${status}`);
  return { rate: Number(stdout), token: stderr.trim() };
}

/** The program in C, compiled; undefined where there is no compiler. */
function compileNative() {
  const folder = mkdtempSync(join(tmpdir(), 'sts-native-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'native');
  const source = fileURLToPath(new URL('native.c', import.meta.url));
  return spawnSync('cc', ['-O3', '-march=native', '-o', program, source]).status === 0 ? program : undefined;
}

function print(name, rate) {
  rates.set(name, rate);
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(rate), unit: 'tokens/s' })}\n`);
}

/** The naive implementation lives with the tests, in TypeScript. */
async function importNaive() {
  const path = new URL('../test/naive.ts', import.meta.url);
  const { code } = transformSync(readFileSync(path, 'utf8'), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  const linked = code.replaceAll(/(['"])\.\.\/src\/([^'"]+)\1/g, (_, __, name) => JSON.stringify(builtModule(name)));
  return import(`data:text/javascript;base64,${Buffer.from(linked).toString('base64')}`);
}

function hex(text) {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
