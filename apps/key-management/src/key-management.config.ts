import { databaseUrl, type Environment, flag, parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { z } from 'zod';

/** Where the master key is, for the service and for the command that changes it. */
const masterKeyShape = {
  /** 32 octets in hexadecimal or base64; more lines are older keys that still open what they have sealed. */
  MASTER_KEY_FILE: z.string().min(1).optional(),
  /** Derives the master key from the file's passphrase instead. */
  MASTER_KEY_PASSPHRASE_FILE: z.string().min(1).optional(),
  /** The passphrase's salt; beside the passphrase, with `.salt` after its name, unless set. */
  MASTER_KEY_SALT_FILE: z.string().min(1).optional(),
  /** Makes a key or salt file that is not there; off, so that a lost volume is not taken for a first start. */
  MASTER_KEY_CREATE: flag.default(false),
} as const;

/** What keeps the keys: this software, or a token that is spoken to by PKCS#11. */
const securityModuleShape = {
  ...masterKeyShape,
  SECURITY_MODULE: z.enum(['software', 'pkcs11']).default('software'),
  /** The library of the token's maker. */
  PKCS11_LIBRARY: z.string().min(1).optional(),
  /** Which token: by the number of its slot, or by its label. */
  PKCS11_SLOT: z.coerce.number().int().min(0).optional(),
  PKCS11_TOKEN_LABEL: z.string().min(1).optional(),
  /** The file of the token's user PIN. */
  PKCS11_PIN_FILE: z.string().min(1).optional(),
} as const;

type SecurityModuleConfig = Readonly<z.output<z.ZodObject<typeof securityModuleShape>>>;

const hasMasterKey = (config: SecurityModuleConfig): boolean =>
  config.MASTER_KEY_FILE !== undefined || config.MASTER_KEY_PASSPHRASE_FILE !== undefined;
const hasBothMasterKeys = (config: SecurityModuleConfig): boolean =>
  config.MASTER_KEY_FILE !== undefined && config.MASTER_KEY_PASSPHRASE_FILE !== undefined;
/** A token needs no master key: one that is given opens what was sealed before there was a token. */
const hasOneMasterKey = (config: SecurityModuleConfig): boolean =>
  !hasBothMasterKeys(config) && (hasMasterKey(config) || config.SECURITY_MODULE === 'pkcs11');
const oneMasterKey = { message: 'set one of MASTER_KEY_FILE and MASTER_KEY_PASSPHRASE_FILE' };

const namesOneToken = (config: SecurityModuleConfig): boolean =>
  config.SECURITY_MODULE !== 'pkcs11' ||
  (config.PKCS11_LIBRARY !== undefined &&
    config.PKCS11_PIN_FILE !== undefined &&
    (config.PKCS11_SLOT === undefined) !== (config.PKCS11_TOKEN_LABEL === undefined));
const oneToken = {
  message: 'SECURITY_MODULE=pkcs11 needs PKCS11_LIBRARY, PKCS11_PIN_FILE and one of PKCS11_SLOT and PKCS11_TOKEN_LABEL',
};

const DAY_MINUTES = 1_440;
const MAX_RETIREMENT_DELAY_MINUTES = 30 * DAY_MINUTES;

/** One a minute is what identifiers have room for: a meter that has no more never runs ahead of its clock. */
const DEFAULT_METER_TOKENS_PER_HOUR = 60;
/** As many as a meter's identifiers may run ahead at all. */
const MAX_METER_TOKENS_PER_HOUR = 10_080;

/** What two cores settle, book and deliver while tills sell on. */
const DEFAULT_LATE_REQUESTS_PER_SECOND = 150;
const MAX_LATE_REQUESTS_PER_SECOND = 10_000;

const schema = z
  .object({
    ...serviceConfigShape,
    ...securityModuleShape,
    /** Licensed EA07 tables as JSON {substitution1, substitution2, permutation}; the sample tables unless set. */
    STA_TABLES_FILE: z.string().min(1).optional(),
    /** Ed25519 public keys (PEM) of whoever may ask for tokens; a request that none of them has signed is parked. */
    REQUEST_PUBLIC_KEY_FILE: z.string().min(1).optional(),
    /** Answers whoever can write to the bus. */
    REQUESTS_UNSIGNED: flag.default(false),
    /** The Ed25519 private key (PEM, PKCS 8) that what is issued is sealed with; without it nobody is told. */
    ISSUE_SEAL_KEY_FILE: z.string().min(1).optional(),
    /** Tokens that one meter is given within an hour. */
    METER_TOKENS_PER_HOUR: z.coerce.number().int().min(1).max(MAX_METER_TOKENS_PER_HOUR).default(DEFAULT_METER_TOKENS_PER_HOUR),
    /** Late requests that are answered within a second, beside those of whoever waits at a till. */
    LATE_REQUESTS_PER_SECOND: z.coerce.number().int().min(1).max(MAX_LATE_REQUESTS_PER_SECOND).default(DEFAULT_LATE_REQUESTS_PER_SECOND),
    /** Minutes between asking to retire a key that is in use and the earliest approval. */
    KEY_RETIREMENT_DELAY_MINUTES: z.coerce.number().int().min(0).max(MAX_RETIREMENT_DELAY_MINUTES).default(DAY_MINUTES),
  })
  .refine(hasOneMasterKey, oneMasterKey)
  .refine(namesOneToken, oneToken)
  .refine((config) => (config.REQUEST_PUBLIC_KEY_FILE !== undefined) !== config.REQUESTS_UNSIGNED, {
    message: 'set one of REQUEST_PUBLIC_KEY_FILE and REQUESTS_UNSIGNED',
  });

export type KeyManagementConfig = Readonly<z.output<typeof schema>>;
export const KEY_MANAGEMENT_CONFIG = configToken<KeyManagementConfig>();

export const loadKeyManagementConfig = (env: Environment): KeyManagementConfig => parseConfig('key-management', schema, env);

/** What keeps the keys, as it is opened. */
export const securityModuleSettingsOf = (config: SecurityModuleConfig) => ({
  keyFile: config.MASTER_KEY_FILE,
  passphraseFile: config.MASTER_KEY_PASSPHRASE_FILE,
  saltFile: config.MASTER_KEY_SALT_FILE,
  create: config.MASTER_KEY_CREATE,
  token:
    config.SECURITY_MODULE === 'software'
      ? undefined
      : {
          // `namesOneToken` has seen to these.
          library: config.PKCS11_LIBRARY!,
          pinFile: config.PKCS11_PIN_FILE!,
          slot: config.PKCS11_SLOT,
          tokenLabel: config.PKCS11_TOKEN_LABEL,
        },
});

const databaseOnly = z.object({ DATABASE_URL: databaseUrl });

const verifying = databaseOnly
  .extend(securityModuleShape)
  .refine((config) => !hasBothMasterKeys(config), oneMasterKey)
  .refine(namesOneToken, oneToken);

/** What `verify-audit` needs: the database, and for the signatures what has signed them. */
export const loadVerifyConfig = (env: Environment): Readonly<z.output<typeof verifying>> => parseConfig('verify-audit', verifying, env);

const rewrapping = databaseOnly.extend(securityModuleShape).refine(hasOneMasterKey, oneMasterKey).refine(namesOneToken, oneToken);

/** What `rewrap-keys` needs: the service's own database and what keeps its keys. */
export const loadRewrapConfig = (env: Environment): Readonly<z.output<typeof rewrapping>> => parseConfig('rewrap-keys', rewrapping, env);

/** Whether whatever signs places of the audit log is at hand. */
export const canJudge = (config: SecurityModuleConfig): boolean => config.SECURITY_MODULE === 'pkcs11' || hasMasterKey(config);
