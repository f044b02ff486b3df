import type { AlarmKind } from '@openprepay/contracts/telemetry';

/** 1 is what must be looked at first, 4 what can wait. */
export type Severity = 1 | 2 | 3 | 4;

/** What of a kind is an alarm. */
export interface AlarmRule {
  readonly kind: AlarmKind;
  readonly enabled: boolean;
  readonly severity: Severity;
  /** An exact decimal in the unit of the kind ({@link THRESHOLD_UNIT}); undefined where nothing but the meter's own word tells. */
  readonly threshold?: string;
  /** For how long its cause lasts before it is raised; what a meter says by an event is raised at once. */
  readonly forSeconds: number;
  /** When and by whom it was set; undefined of the one that an installation comes with. */
  readonly changedAt?: Date;
  readonly changedBy?: string;
}

/** The kinds that begin beyond a value. `credit` is in the unit of the meter's commodity. */
export const THRESHOLD_UNIT: Readonly<Partial<Record<AlarmKind, string>>> = {
  'over-power': 'W',
  'over-voltage': 'V',
  'under-voltage': 'V',
  'credit-low': 'credit',
  'consumption-without-credit': 'credit',
  'clock-skew': 's',
  'battery-low': '%',
};

/** What happens in a moment lasts for no time that could be waited for. */
const AT_ONCE: ReadonlySet<AlarmKind> = new Set(['tamper', 'cover-open', 'magnetic-field', 'delivery-failed']);

type Coming = Pick<AlarmRule, 'severity' | 'threshold'> & { readonly forSeconds?: number; readonly enabled?: false };

const QUARTER_SECONDS = 900;
const WEEK_SECONDS = 604_800;

/**
 * What an installation comes with. Whoever may be in danger or stealing comes first, then who paid and has nothing, then who
 * will soon have nothing. Power beyond the limit that the meter itself reports is over-power. What a supply's voltage should be,
 * nobody but the utility knows (120 V, 230 V, transformers before the meter): those rules hold once it has set them.
 *
 * @source EN 50160 4.2.2: 230 V within 10 % of it, by averages of ten minutes
 */
const COMES_WITH: Readonly<Record<AlarmKind, Coming>> = {
  tamper: { severity: 1 },
  'cover-open': { severity: 1 },
  'magnetic-field': { severity: 1 },
  'over-voltage': { severity: 1, threshold: '253', forSeconds: 600, enabled: false },
  'consumption-without-credit': { severity: 2, threshold: '1' },
  'delivery-failed': { severity: 2 },
  'over-power': { severity: 2, forSeconds: 600 },
  'under-voltage': { severity: 2, threshold: '207', forSeconds: 600, enabled: false },
  offline: { severity: 3, forSeconds: QUARTER_SECONDS },
  'credit-zero': { severity: 3 },
  'no-consumption': { severity: 3, forSeconds: WEEK_SECONDS },
  'credit-low': { severity: 4 },
  'clock-skew': { severity: 4, threshold: '300' },
  'battery-low': { severity: 4, threshold: '10' },
};

export const ALARM_KINDS = Object.keys(COMES_WITH) as readonly AlarmKind[];

export const ruleThatComes = (kind: AlarmKind): AlarmRule => ({ kind, enabled: true, forSeconds: 0, ...COMES_WITH[kind] });

/** Says why a kind can have no such rule; undefined where it can. */
export function ruleFault({ kind, threshold, forSeconds }: Pick<AlarmRule, 'kind' | 'threshold' | 'forSeconds'>): string | undefined {
  if (threshold !== undefined && THRESHOLD_UNIT[kind] === undefined) return `nothing of ${kind} can be above or below a threshold`;
  if (forSeconds > 0 && AT_ONCE.has(kind)) return `${kind} happens in a moment: it is raised at once`;
  if (forSeconds === 0 && kind === 'no-consumption') return 'nothing is consumed for a while before that means something';
  return undefined;
}
