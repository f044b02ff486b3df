import { present } from '@openprepay/contracts/present';
import type { Commodity, DecoderKeyAlgorithm, EncryptionAlgorithm } from '@openprepay/contracts/wire';
import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { VendingError } from '../vending-error.js';
import type { MeterModel } from './meter-model.js';
import { MeterModelRow } from './meter-model.row.js';

export interface MeterModelFilter {
  readonly manufacturerCode: string | undefined;
  readonly after: string | undefined;
  readonly limit: number;
}

export class MeterModelRepository {
  /** @throws {VendingError} `vending.meter_model_exists` */
  async insert(tx: Tx, { certificate, encryptionAlgorithms, decoderKeyAlgorithms, ...model }: MeterModel): Promise<void> {
    await entities(tx)
      .insert(MeterModelRow, {
        utility: tx.utility,
        ...model,
        encryptionAlgorithms: [...encryptionAlgorithms],
        decoderKeyAlgorithms: [...decoderKeyAlgorithms],
        certificate: certificate ?? null,
      })
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'meter_model_pk')) throw cause;
        throw new VendingError('vending.meter_model_exists', `model ${model.modelCode} is known already`, { cause });
      });
  }

  /** In the order of their codes. */
  async list(tx: Tx, { manufacturerCode, after, limit }: MeterModelFilter): Promise<readonly MeterModel[]> {
    const rows = await entities(tx).find(MeterModelRow, {
      where: present({ utility: tx.utility, manufacturerCode, modelCode: after === undefined ? undefined : MoreThan(after) }),
      order: { modelCode: 'ASC' },
      take: limit,
    });
    return rows.map(fromRow);
  }
}

const fromRow = ({ utility: _utility, certificate, ...row }: MeterModelRow): MeterModel => ({
  ...row,
  commodity: row.commodity as Commodity,
  encryptionAlgorithms: row.encryptionAlgorithms as EncryptionAlgorithm[],
  decoderKeyAlgorithms: row.decoderKeyAlgorithms as DecoderKeyAlgorithm[],
  keyChangeTokens: row.keyChangeTokens as MeterModel['keyChangeTokens'],
  certificate: certificate ?? undefined,
});
