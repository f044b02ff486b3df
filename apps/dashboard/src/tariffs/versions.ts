import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';

export type VersionState = 'in-force' | 'to-come' | 'past';

export interface PlacedVersion {
  readonly tariff: TariffAnswer;
  readonly state: VersionState;
  /** What holds until this one begins; absent of the first. */
  readonly before: TariffAnswer | undefined;
}

const startOf = ({ validFrom }: TariffAnswer): number => Date.parse(validFrom);

/**
 * The versions of one code in the order in which they hold, the latest first. Of two that begin together the higher one holds.
 * @param now milliseconds since 1970
 */
export function placeVersions(versions: readonly TariffAnswer[], now: number): readonly PlacedVersion[] {
  const inOrder = versions.toSorted((one, other) => startOf(other) - startOf(one) || other.version - one.version);
  const inForce = inOrder.find((tariff) => startOf(tariff) <= now);
  return inOrder.map((tariff, place) => ({
    tariff,
    state: tariff === inForce ? 'in-force' : startOf(tariff) > now ? 'to-come' : 'past',
    before: inOrder.slice(place + 1).find((earlier) => startOf(earlier) < startOf(tariff)),
  }));
}

export interface CodeSummary {
  readonly code: string;
  readonly newest: TariffAnswer;
  readonly inForce: TariffAnswer | undefined;
  /** The next one first. */
  readonly toCome: readonly TariffAnswer[];
}

/** What is said of each code in a list of them. */
export function summariesOf(versions: readonly TariffAnswer[], now: number): readonly CodeSummary[] {
  return [...new Set(versions.map(({ tariffCode }) => tariffCode))].map((code) => {
    const ofCode = versions.filter(({ tariffCode }) => tariffCode === code);
    const placed = placeVersions(ofCode, now);
    const inState = (wanted: VersionState) => placed.filter(({ state }) => state === wanted).map(({ tariff }) => tariff);
    return { code, newest: placed[0]!.tariff, inForce: inState('in-force')[0], toCome: inState('to-come').toReversed() };
  });
}

/** The document as it is published: without what the server said of it. */
export function documentOf({ version: _version, appliedAt: _appliedAt, ...document }: TariffAnswer) {
  return document;
}
