import { en as provenance } from '../provenance/en.js';
import { en as campaigns } from '../campaigns/en.js';
import { en as policies } from '../policies/en.js';
import { en as batches } from '../batches/en.js';
import { en as deliveries } from '../deliveries/en.js';
import { en as exceptions } from '../exceptions/en.js';
import { en as models } from '../models/en.js';
import { en as network } from '../network/en.js';
import { en as imports } from '../imports/en.js';
import { en as headEnd } from '../head-end/en.js';
import { en as now } from '../now/en.js';
import { en as vends } from '../vends/en.js';
import { en as meters } from '../meters/en.js';
import { en as alarms } from '../alarms/en.js';
import { en as storms } from '../storms/en.js';
import { en as tokens } from '../tokens/en.js';
import { en as terminals } from '../terminals/en.js';
import { en as reversals } from '../reversals/en.js';
import { en as keyChanges } from '../key-changes/en.js';
import { en as accountPayments } from '../account-payments/en.js';
import { en as vendors } from '../vendors/en.js';
import { en as commissions } from '../commissions/en.js';
import { en as corrections } from '../corrections/en.js';
import { en as tariffs } from '../tariffs/en.js';
import { en as accounts } from '../accounts/en.js';
import { en as ledger } from '../ledger/en.js';
import { en as keys } from '../keys/en.js';
import { en as operations } from '../operations/en.js';
import { en as users } from '../users/en.js';

/** What the other screens say, by feature; loaded with the first of them. */
export const screensEn = {
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
