// Tokens per second of the library and of the naive implementation, in one run on one core.
// Prints JSON lines: {"name","value","unit"}. BENCH_SECONDS sets the time per figure.
import { readFileSync } from 'node:fs';
import { transformSync } from '@swc/core';
import { builtModule } from '../bin/ensure-built.mjs';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 1);
const BATCH = 2_000;
const NAIVE_BATCH = 20;
const VARIANTS = 1_024;

const sts = await import(builtModule('index.js'));
const keys = await import(builtModule('keys/index.js'));
const naive = await importNaive();

const decoderKeys = { EA07: hex('0abc12def3456789'), EA11: hex('13497690c099d84f3b3421a8794b6753') };
const vendingKeys = { DKGA02: hex('0123456789abcdef'), DKGA04: hex('00112233445566778899aabbccddeeff01234567') };
const pans = Array.from({ length: VARIANTS }, (_, index) => sts.meterPan(sts.makeMeterNumber('12', String(index).padStart(8, '0'))));

for (const [algorithm, derivation] of [
  ['EA07', 'DKGA02'],
  ['EA11', 'DKGA04'],
]) {
  const label = `sts.${algorithm.toLowerCase()}`;
  const cipher = sts.prepareCipher({ algorithm, decoderKey: decoderKeys[algorithm] });
  const tokens = Array.from({ length: VARIANTS }, (_, index) => sts.encodeCreditToken(fieldsOf(index), cipher));

  report(`${label}.encode`, (index) => sts.encodeCreditToken(fieldsOf(index), cipher));
  report(`${label}.decode`, (index) => sts.decodeToken(tokens[index % VARIANTS], cipher).tokenIdentifier);
  report(`${label}.encode-with-${derivation.toLowerCase()}`, (index) => {
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
    return sts.encodeCreditToken(fieldsOf(index), sts.prepareCipher({ algorithm, decoderKey }));
  });
  report(`${label}.naive-encode`, (index) => naiveToken(index, algorithm), NAIVE_BATCH);
}

function fieldsOf(index) {
  return {
    commodity: 'electricity',
    random: index & 15,
    tokenIdentifier: 5_000_000 + (index & 0xffff),
    amountTenths: BigInt(index & 0x3fff),
  };
}

function naiveToken(index, algorithm) {
  const { random, tokenIdentifier, amountTenths } = fieldsOf(index);
  const data = (BigInt(random) << 40n) | (BigInt(tokenIdentifier) << 16n) | BigInt(naive.naiveAmountField(amountTenths));
  const key = BigInt(`0x${Buffer.from(decoderKeys[algorithm]).toString('hex')}`);
  return naive.naiveEncode({ tokenClass: 0, subClass: 0, data }, algorithm, key);
}

/** Runs until the time is up, in batches, after one fifth of the time to warm up; the best of three thirds counts. */
function report(name, work, batch = BATCH) {
  measure(work, batch, SECONDS / 5);
  const rates = Array.from({ length: 3 }, () => measure(work, batch, SECONDS / 3));
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(Math.max(...rates)), unit: 'tokens/s' })}\n`);
}

function measure(work, batch, seconds) {
  const start = performance.now();
  let done = 0;
  let kept = 0; // uses every result, so that no work is optimised away
  while (performance.now() - start < seconds * 1_000) {
    for (let index = 0; index < batch; index++) kept += typeof work(done + index) === 'string' ? 1 : 0;
    done += batch;
  }
  if (kept < 0) throw new Error('unreachable');
  return done / ((performance.now() - start) / 1_000);
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
