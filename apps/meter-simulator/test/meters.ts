import { encodeToken, makeMeterNumber, meterPan, prepareCipher, tokenIdentifierAt } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { type MeterDescription, metersFile } from '../src/meters-file.js';

const VENDING_KEY = '0123456789abcdef0123456789abcdef01234567';

/** A description as the standalone tool writes it. */
export const describeMeter = (serial: number, extra: Partial<MeterDescription> = {}): MeterDescription => {
  const meterNumber = makeMeterNumber('00', String(serial).padStart(8, '0'));
  const keyData = {
    supplyGroupCode: '600100',
    keyType: 2,
    keyRevision: 1,
    tariffIndex: '07',
    encryptionAlgorithm: 'EA11',
    decoderKeyAlgorithm: 'DKGA04',
    baseDate: 2014,
  } as const;
  const [meter] = metersFile.parse({ meters: [{ meterNumber, password: 'secret', vendingKey: VENDING_KEY, ...keyData }] }).meters;
  return { ...meter!, ...extra };
};

/** A credit token as the vault would issue it for that meter. */
export const creditTokenFor = (meter: MeterDescription, amountTenths: bigint, at: Date): string =>
  encodeToken({ kind: 'credit', commodity: 'electricity', ...issuedAt(meter, at), amountTenths }, cipherOf(meter));

type Told =
  { readonly kind: 'clear-credit'; readonly register: number } | { readonly kind: 'set-maximum-power-limit'; readonly watts: number };

/** A management token as the vault would issue it for that meter. */
export const managementTokenFor = (meter: MeterDescription, told: Told, at: Date): string =>
  encodeToken({ ...told, ...issuedAt(meter, at) }, cipherOf(meter));

const issuedAt = (meter: MeterDescription, at: Date) => ({ random: 5, tokenIdentifier: tokenIdentifierAt(at, meter.baseDate) });

const cipherOf = (meter: MeterDescription) =>
  prepareCipher({
    algorithm: meter.encryptionAlgorithm,
    decoderKey: deriveDecoderKey({
      algorithm: meter.decoderKeyAlgorithm,
      vendingKey: Buffer.from(VENDING_KEY, 'hex'),
      meterPan: meterPan(meter.meterNumber),
      keyType: 2,
      supplyGroupCode: meter.supplyGroupCode,
      tariffIndex: meter.tariffIndex,
      keyRevision: meter.keyRevision,
      baseDate: meter.baseDate,
      encryptionAlgorithm: meter.encryptionAlgorithm,
    }),
  });
