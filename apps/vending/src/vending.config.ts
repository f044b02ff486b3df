import { authorityOf } from '@openprepay/certificates/certificate';
import { type Environment, flag, parseConfig, secretFile, serviceConfigShape } from '@openprepay/runtime/config';
import { configToken } from '@openprepay/runtime/service';
import { z } from 'zod';

const schema = z
  .object({
    ...serviceConfigShape,
    /** The Ed25519 private key (PEM, PKCS 8) by which the vault knows that it is this service who asks. */
    REQUEST_SIGNING_KEY_FILE: z.string().min(1).optional(),
    /** Asks without it: for a vault that is told to answer such requests. */
    REQUESTS_UNSIGNED: flag.default(false),
    /** Ed25519 public keys (PEM, one after the other) that the vault's statements of what it issues are sealed by; without it they wait. */
    ISSUE_SEAL_PUBLIC_KEY_FILE: z.string().min(1).optional(),
    /** Where the gateway's own keys are, where `JWKS_URL` is another issuer's: by them it vouches for tills' certificates. */
    GATEWAY_JWKS_URL: serviceConfigShape.JWKS_URL.optional(),
    /** Who signs tills' certificates, PEM; without them tills come in by their secrets alone. */
    TILL_AUTHORITY_CERT_FILE: secretFile.optional(),
    TILL_AUTHORITY_KEY_FILE: secretFile.optional(),
    /** How long a till's certificate lasts; it never outlives its authority. */
    TILL_CERTIFICATE_DAYS: z.coerce.number().int().min(1).max(3_650).default(825),
    /** How long a sale waits for its token before it answers 202. */
    VEND_WAIT_MS: z.coerce.number().int().min(0).max(60_000).default(10_000),
    /** How long a sale waits to hear how its meter is priced. */
    PRICING_WAIT_MS: z.coerce.number().int().min(0).max(60_000).default(5_000),
    /** How long the vault may take before it is asked again. */
    TOKEN_RETRY_MS: z.coerce.number().int().min(100).max(3_600_000).default(30_000),
    /** How long a vend may be without an answer before it is stuck. */
    VEND_STUCK_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(600_000),
    /** How often unanswered vends are looked for. */
    TOKEN_SWEEP_MS: z.coerce.number().int().min(50).max(600_000).default(5_000),
    /** How often the books are told how many receipts there are. */
    RECEIPTS_STATED_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(900_000),
    /** How often the books are told what vendors' floats are. */
    FLOATS_STATED_MS: z.coerce.number().int().min(1_000).max(604_800_000).default(86_400_000),
    /** How long the answer of a sandbox's slow meter is held. */
    SANDBOX_SLOW_MS: z.coerce.number().int().min(0).max(600_000).default(70_000),
    /** How long that of a silent one is, before there is none. */
    SANDBOX_SILENCE_MS: z.coerce.number().int().min(0).max(3_600_000).default(600_000),
  })
  .refine((config) => (config.REQUEST_SIGNING_KEY_FILE !== undefined) !== config.REQUESTS_UNSIGNED, {
    message: 'set one of REQUEST_SIGNING_KEY_FILE and REQUESTS_UNSIGNED',
  })
  .transform(({ TILL_AUTHORITY_CERT_FILE, TILL_AUTHORITY_KEY_FILE, ...rest }, context) => {
    const TILL_AUTHORITY = authorityOf(TILL_AUTHORITY_CERT_FILE, TILL_AUTHORITY_KEY_FILE);
    if (TILL_AUTHORITY !== 'unusable') return { ...rest, TILL_AUTHORITY };
    context.addIssue(
      'TILL_AUTHORITY_CERT_FILE and TILL_AUTHORITY_KEY_FILE are an authority’s certificate and its key, of ECDSA on P-256, in PEM',
    );
    return z.NEVER;
  });

export type VendingConfig = Readonly<z.output<typeof schema>>;
export const VENDING_CONFIG = configToken<VendingConfig>();

export const loadVendingConfig = (env: Environment): VendingConfig => parseConfig('vending', schema, env);
