import { z } from 'zod';
import { alarmKind } from '../telemetry.js';
import { endpoint, type Wire } from './endpoint.js';
import { alarmSeverity } from './telemetry-alarms.js';

const keepers = { roles: ['operator', 'engineer'] } as const;
const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;

const MAX_THRESHOLD_DIGITS = 12;
const MAX_THRESHOLD_DECIMALS = 6;
const MAX_THRESHOLD = 999_999_999;
const DAY_SECONDS = 86_400;
/** Readings that are compared with those of now are kept for longer. */
export const MAX_FOR_SECONDS = 30 * DAY_SECONDS;

const threshold = z
  .string()
  .regex(
    new RegExp(`^(0|[1-9]\\d{0,${MAX_THRESHOLD_DIGITS - 1}})(\\.\\d{1,${MAX_THRESHOLD_DECIMALS}})?$`),
    'a decimal number without sign',
  );
const forSeconds = z.int().min(0).max(MAX_FOR_SECONDS);

const alarmRule = z
  .object({
    kind: alarmKind,
    enabled: z.boolean(),
    severity: alarmSeverity,
    threshold: z.string().optional().describe('in `unit`; absent where the kind has none, or nothing is known without one'),
    unit: z.string().optional().describe('of the threshold: W, V, s, %, or `credit` in the unit of the meter’s commodity'),
    forSeconds: z.int().describe('for how long its cause lasts before it is raised'),
    changedAt: z.iso.datetime().optional().describe('absent of the rules that an installation comes with'),
    changedBy: z.string().optional(),
  })
  .meta({ id: 'AlarmRule' });
export type AlarmRuleAnswer = Wire<typeof alarmRule>;

const alarmRuleChange = z
  .strictObject({
    enabled: z.boolean(),
    severity: alarmSeverity,
    threshold: z
      .union([threshold, z.int().min(0).max(MAX_THRESHOLD)])
      .optional()
      .describe('unless given, the one that the kind comes with'),
    forSeconds: forSeconds.optional().describe('unless given, what the kind comes with'),
  })
  .meta({ id: 'AlarmRuleChange' });

/** What is an alarm in a utility. */
export const alarmRuleEndpoints = {
  listAlarmRules: endpoint({
    method: 'GET',
    path: '/v1/alarm-rules',
    summary: 'What is an alarm, how urgent, from where on and after how long: a rule of each kind',
    tag: 'Alarms',
    access: staff,
    answers: { 200: z.object({ items: z.array(alarmRule) }) },
  }),
  setAlarmRule: endpoint({
    method: 'PUT',
    path: '/v1/alarm-rules/:kind',
    summary: 'Set the rule of a kind of alarms; it holds from then on, and changes no alarm that was raised',
    tag: 'Alarms',
    access: keepers,
    params: z.object({ kind: alarmKind }),
    body: alarmRuleChange,
    answers: { 200: alarmRule },
    errors: ['telemetry.alarm_rule_invalid'],
  }),
} as const;
