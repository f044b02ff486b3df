import { fr as provenance } from '../provenance/fr.js';
import { fr as campaigns } from '../campaigns/fr.js';
import { fr as policies } from '../policies/fr.js';
import { fr as batches } from '../batches/fr.js';
import { fr as deliveries } from '../deliveries/fr.js';
import { fr as exceptions } from '../exceptions/fr.js';
import { fr as models } from '../models/fr.js';
import { fr as network } from '../network/fr.js';
import { fr as imports } from '../imports/fr.js';
import { fr as headEnd } from '../head-end/fr.js';
import { fr as now } from '../now/fr.js';
import { fr as vends } from '../vends/fr.js';
import { fr as meters } from '../meters/fr.js';
import { fr as alarms } from '../alarms/fr.js';
import { fr as storms } from '../storms/fr.js';
import { fr as tokens } from '../tokens/fr.js';
import { fr as terminals } from '../terminals/fr.js';
import { fr as reversals } from '../reversals/fr.js';
import { fr as keyChanges } from '../key-changes/fr.js';
import { fr as accountPayments } from '../account-payments/fr.js';
import { fr as vendors } from '../vendors/fr.js';
import { fr as commissions } from '../commissions/fr.js';
import { fr as corrections } from '../corrections/fr.js';
import { fr as tariffs } from '../tariffs/fr.js';
import { fr as accounts } from '../accounts/fr.js';
import { fr as ledger } from '../ledger/fr.js';
import { fr as keys } from '../keys/fr.js';
import { fr as operations } from '../operations/fr.js';
import { fr as users } from '../users/fr.js';
import type { screensEn } from './screens-en.js';

export const screensFr: typeof screensEn = {
  now,
  vends,
  meters,
  alarms,
  storms,
  tokens,
  terminals,
  reversals,
  'key-changes': keyChanges,
  'account-payments': accountPayments,
  vendors,
  commissions,
  corrections,
  tariffs,
  accounts,
  ledger,
  keys,
  operations,
  users,
  batches,
  campaigns,
  provenance,
  deliveries,
  exceptions,
  models,
  network,
  policies,
  imports,
  'head-end': headEnd,
};
