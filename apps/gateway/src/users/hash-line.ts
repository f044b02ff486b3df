import { RequestError } from '@openprepay/runtime/problem';

/** Those who have proved who they are, or did so before from the same address, waiting for a hash. */
export const MAX_WAITING_KNOWN = 100;
/** Strangers waiting: of all addresses, and of one. */
export const MAX_WAITING_STRANGERS = 500;
export const MAX_WAITING_PER_ADDRESS = 10;

/** Whose hash it is. */
export type Guest = { readonly known: true } | { readonly known: false; readonly address: string };

/**
 * Who waits for a hash, and who comes next: first those who are known, then strangers, one of each address in turn. So whoever
 * fills the line from one address, or from many, holds up nobody for longer than a turn of all of them.
 */
export class HashLine {
  private readonly known: (() => void)[] = [];
  /** In the order of their turns. */
  private readonly strangers = new Map<string, (() => void)[]>();
  private strangersWaiting = 0;

  /** @throws {RequestError} `request.rate_limited` where the line is full */
  async wait(guest: Guest): Promise<void> {
    this.refuseWhereFull(guest);
    const places = guest.known ? this.known : this.placesOf(guest.address);
    await new Promise<void>((resolve) => {
      places.push(resolve);
      if (!guest.known) this.strangersWaiting += 1;
    });
  }

  /** Takes whoever is next out of the line. */
  next(): (() => void) | undefined {
    const known = this.known.shift();
    if (known) return known;
    const [turn] = this.strangers;
    if (!turn) return undefined;
    const [address, places] = turn;
    this.strangers.delete(address);
    const next = places.shift();
    if (places.length > 0) this.strangers.set(address, places);
    this.strangersWaiting -= 1;
    return next;
  }

  /** @throws {RequestError} `request.rate_limited` */
  private refuseWhereFull(guest: Guest): void {
    const full = guest.known
      ? this.known.length >= MAX_WAITING_KNOWN
      : this.strangersWaiting >= MAX_WAITING_STRANGERS || (this.strangers.get(guest.address)?.length ?? 0) >= MAX_WAITING_PER_ADDRESS;
    if (!full) return;
    throw new RequestError('request.rate_limited', 'too many sign-ins at once; try again in a moment', { headers: { 'retry-after': '1' } });
  }

  private placesOf(address: string): (() => void)[] {
    const places = this.strangers.get(address) ?? [];
    this.strangers.set(address, places);
    return places;
  }
}
