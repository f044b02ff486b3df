import { z } from 'zod';
import { commodity, currency } from '../wire.js';
import { readByDomain, type Wire } from './endpoint.js';
import { oneLine } from './text.js';

const MAX_BLOCKS = 100;
const MAX_LEVIES = 50;
const MAX_FIXED_CHARGES = 50;
const MAX_NAME_LENGTH = 200;
const MAX_CODE_LENGTH = 64;
const MAX_TIME_LENGTH = 40;
const MAX_TIME_ZONE_LENGTH = 64;

/** A decimal string of zero or more, below 10^15, without leading zeros. */
const decimal = (decimals: number) => z.string().regex(new RegExp(String.raw`^(0|[1-9]\d{0,14})(\.\d{1,${decimals}})?$`));
const rate = decimal(6);
const units = decimal(6);
const percent = z.string().regex(/^(100(\.0{1,4})?|(0|[1-9]\d?)(\.\d{1,4})?)$/);
/** No currency has more than four decimals; how many this one has, the domain checks. */
const amount = decimal(4).describe('with no more decimals than the currency has');
const code = z
  .string()
  .max(MAX_CODE_LENGTH)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/);

const energyBlock = z
  .strictObject({ upTo: units.optional().describe('units of the calendar month; absent on the last block only'), rate })
  .meta({ id: 'EnergyBlock' });
const levy = z
  .union([z.strictObject({ code, perUnit: rate }), z.strictObject({ code, percent })])
  .meta({ id: 'Levy', description: 'currency per unit, or percent of the energy amount; net of tax' });
const fixedCharge = z.strictObject({ code, amount, per: z.literal('month') }).meta({ id: 'FixedCharge' });
const tax = z
  .strictObject({
    code,
    percent,
    appliesTo: z
      .array(code)
      .max(1 + MAX_LEVIES + MAX_FIXED_CHARGES)
      .describe('`energy`, and codes of levies and fixed charges'),
  })
  .meta({ id: 'Tax' });

const chargesCap = z
  .strictObject({ share: percent.describe('above 0') })
  .meta({ id: 'ChargesCap', description: 'percent of a tender that fixed charges and debts together take at most' });
const freeUnits = z
  .strictObject({
    amount: decimal(1).describe('units above zero that one token can hold'),
    per: z.literal('month'),
    countsTowardBlocks: z.boolean().optional().describe('whether they fill the blocks of the month; they do not where absent'),
  })
  .meta({ id: 'FreeUnits', description: 'given once a calendar month and supply, by POST /v1/vends/free-basic' });

const fields = {
  tariffCode: code,
  name: oneLine(MAX_NAME_LENGTH).optional(),
  commodity,
  currency,
  validFrom: z
    .string()
    .max(MAX_TIME_LENGTH)
    .regex(/^(19[7-9]\d|2[01]\d\d)-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|\+00:00)$/)
    .describe('RFC 3339 in UTC, from 1970 to 2199'),
  timeZone: z.string().min(1).max(MAX_TIME_ZONE_LENGTH).optional().describe('an IANA name; UTC where absent'),
  energy: z.strictObject({ blocks: z.array(energyBlock).min(1).max(MAX_BLOCKS) }),
  levies: z.array(levy).max(MAX_LEVIES).optional(),
  fixedCharges: z.array(fixedCharge).max(MAX_FIXED_CHARGES).optional(),
  tax: tax.optional(),
  minimumTender: amount.optional(),
  maximumTender: amount.optional(),
  unitStep: units.optional().describe('above zero; 0.1 where absent'),
  unitRounding: z.enum(['down', 'nearest', 'up']).optional().describe('`down` where absent; `nearest` is half up'),
  chargesCap: chargesCap.optional(),
  freeUnits: freeUnits.optional(),
};

/** The document of docs/tariffs.md as far as a schema can say it; `libs/tariffs` holds it to every rule. */
export const tariffDocument = z.strictObject(fields).meta({ id: 'TariffDocument' });
export const tariffBody = readByDomain(tariffDocument);
export type TariffBody = Wire<typeof tariffBody>;

/** A published version. */
export const tariff = z
  .object({
    ...fields,
    version: z.int().positive(),
    appliedAt: z.iso.datetime().optional().describe('when vending had it to price by; absent as long as it has not said so'),
  })
  .meta({ id: 'Tariff' });
export type TariffAnswer = Wire<typeof tariff>;
