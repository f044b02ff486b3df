import { z } from 'zod';

const schema = z.object({
  /** Where pictures of the dashboard are kept, a path within the repository; nowhere unless set. */
  OPENPREPAY_SCREENS: z.string().min(1).optional(),
  /** The broker of scenarios that do not say themselves which. */
  OPENPREPAY_KAFKA: z.enum(['embedded', 'apache']).default('embedded'),
});

export const loadScenariosConfig = (env: NodeJS.ProcessEnv): Readonly<z.output<typeof schema>> => schema.parse(env);

const crashSchema = z
  .object({
    CRASH_SEED: z.coerce.number().int().default(20_261_122),
    CRASH_VENDS: z.coerce.number().int().min(1).default(200),
    CRASH_READINGS: z.coerce.number().int().min(1).default(2_000),
  })
  .transform(({ CRASH_SEED, CRASH_VENDS, CRASH_READINGS }) => ({
    seed: CRASH_SEED,
    vends: CRASH_VENDS,
    readings: CRASH_READINGS,
    pauseMs: [8_000, 16_000] as const,
    spreadMs: 60_000,
    patienceMs: 240_000 + CRASH_VENDS * 1_000 + CRASH_READINGS * 100,
  }));

/** `CRASH_VENDS=20000 CRASH_READINGS=200000 npx vitest run tools/scenarios/test/crash` is the longer run. */
export const loadCrashConfig = (env: NodeJS.ProcessEnv): Readonly<z.output<typeof crashSchema>> => crashSchema.parse(env);

const LEAST_KILLS = 4;
const METERS_TO_A_KILL = 1_000;

const campaignSchema = z
  .object({
    CAMPAIGN_SEED: z.coerce.number().int().default(20_261_126),
    CAMPAIGN_METERS: z.coerce.number().int().min(30).default(300),
  })
  .transform(({ CAMPAIGN_SEED, CAMPAIGN_METERS }) => ({
    seed: CAMPAIGN_SEED,
    meters: CAMPAIGN_METERS,
    /** At random moments. */
    kills: Math.max(LEAST_KILLS, Math.ceil(CAMPAIGN_METERS / METERS_TO_A_KILL)),
    ratePerMinute: CAMPAIGN_METERS * 3,
    /** Of one wait; installing and the campaign itself are several. */
    patienceMs: 240_000 + CAMPAIGN_METERS * 200,
  }));

/** `CAMPAIGN_METERS=10000 npx vitest run tools/scenarios/test/campaign` is the longer run. */
export const loadCampaignConfig = (env: NodeJS.ProcessEnv): Readonly<z.output<typeof campaignSchema>> => campaignSchema.parse(env);

const givenUnitsSchema = z
  .object({
    GIVEN_UNITS_SEED: z.coerce.number().int().default(20_261_126),
    GIVEN_UNITS_CUSTOMERS: z.coerce.number().int().min(2).default(8),
  })
  .transform(({ GIVEN_UNITS_SEED, GIVEN_UNITS_CUSTOMERS }) => ({ seed: GIVEN_UNITS_SEED, customers: GIVEN_UNITS_CUSTOMERS }));

/** `GIVEN_UNITS_CUSTOMERS=500 npx vitest run tools/scenarios/test/given-units` is the longer run. */
export const loadGivenUnitsConfig = (env: NodeJS.ProcessEnv): Readonly<z.output<typeof givenUnitsSchema>> => givenUnitsSchema.parse(env);
