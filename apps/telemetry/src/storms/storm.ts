/** Many meters of one part of the network that went silent within minutes. */
export interface Storm {
  readonly stormId: string;
  /** The lowest part that they all hang on, or on what it feeds. */
  readonly networkNode: string;
  /** How many it has taken, each once. */
  readonly meters: number;
  /** How many of them are not back, but for those whose alarm somebody has cleared. */
  readonly away: number;
  /** Of how many of those nobody has looked at the alarm. */
  readonly unacknowledged: number;
  readonly beganAt: Date;
  /** When a meter joined it last. */
  readonly lastJoinedAt: Date;
  /** How many it had when it was told of last, and when that was. */
  readonly toldMeters: number;
  readonly toldAt: Date;
  readonly endedAt?: Date;
}

/** A part of the network with what hangs on it, or on what it feeds. */
export interface Struck {
  readonly code: string;
  readonly parent?: string;
  /** Meters that have just gone silent. */
  readonly silent: number;
  /** Meters that are there; no more are counted than make a difference. */
  readonly connected: number;
}

/** No network is fed through more parts. */
const MAX_DEPTH = 64;

/**
 * The parts of a network that storms are about: those of whose meters at least half went silent, of such parts above each other the
 * highest, and of that whatever lower part has all its silent meters.
 *
 * @param struck every part with enough silent meters, and so every part above one of them
 */
export function stormNodes(struck: readonly Struck[]): readonly string[] {
  const byCode = new Map(struck.map((node) => [node.code, node]));
  const isDark = ({ silent, connected }: Struck): boolean => connected <= silent;
  const nodes = struck.filter((node) => isDark(node) && !above(node, byCode).some(isDark)).map((node) => lowestOf(node, struck).code);
  return [...new Set(nodes)].sort();
}

function above(node: Struck, byCode: ReadonlyMap<string, Struck>): readonly Struck[] {
  const found: Struck[] = [];
  for (let next = node.parent; next !== undefined && found.length < MAX_DEPTH;) {
    const parent = byCode.get(next);
    if (parent !== undefined) found.push(parent);
    next = parent?.parent;
  }
  return found;
}

function lowestOf(node: Struck, struck: readonly Struck[]): Struck {
  let lowest = node;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { code, silent } = lowest;
    const next = struck.find((other) => other.parent === code && other.silent === silent);
    if (next === undefined) return lowest;
    lowest = next;
  }
  return lowest;
}

/** Of a storm so few are left that it is over: each of those is a case of its own. */
export const isOver = ({ meters, away }: Pick<Storm, 'meters' | 'away'>): boolean => away * LEFT_OF <= meters;
const LEFT_OF = 10;
