import type { DeliveryAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';

type Delivery = Exclude<VendAnswer['delivery']['state'], 'none'>;

/** One station of a sale; what is said of it is the page's. */
export interface Step {
  readonly name:
    'accepted' | 'cancel-asked' | 'token-issued' | 'completed' | 'failed' | 'reversed' | 'sent' | Delivery | 'waits' | 'expired';
  readonly how: 'reached' | 'pending' | 'stuck' | 'unknown' | 'bad';
  /** Absent where it has not happened, or where no time of its own is kept. */
  readonly at?: string;
}

type Told = Pick<VendAnswer, 'state' | 'acceptedAt' | 'stuckSince' | 'completedAt' | 'cancellation' | 'failure' | 'reversal' | 'delivery'>;
/** What the head-end says of it, to those whom it tells. */
type Sent = Pick<DeliveryAnswer, 'state' | 'sentAt' | 'settledAt' | 'expiresAt'>;

/** The way of a sale from the till to the meter, as far as it has come, and what comes next. */
export function stepsOf(vend: Told, sent?: Sent): readonly Step[] {
  const begun: readonly Step[] = [
    { name: 'accepted', how: 'reached', at: vend.acceptedAt },
    ...(vend.cancellation === undefined
      ? []
      : [{ name: 'cancel-asked', how: 'reached', at: vend.cancellation.requestedAt } satisfies Step]),
  ];
  switch (vend.state) {
    case 'failed':
      return [...begun, { name: 'failed', how: 'bad', ...timed(vend.failure?.at) }];
    case 'awaiting-token':
      return [
        ...begun,
        { name: 'token-issued', how: vend.stuckSince === undefined ? 'pending' : 'stuck' },
        { name: 'completed', how: 'pending' },
        { name: 'sent', how: 'pending' },
        { name: 'waits', how: 'pending' },
      ];
    case 'reversed':
      return [
        ...begun,
        { name: 'token-issued', how: 'reached' },
        { name: 'completed', how: 'reached', ...timed(vend.completedAt) },
        { name: 'reversed', how: 'bad', ...timed(vend.reversal?.at) },
        // a token that was on its way may have been credited all the same
        ...(vend.delivery.state === 'credited' ? meterSteps(vend.delivery, sent) : []),
      ];
    case 'completed':
      return [
        ...begun,
        { name: 'token-issued', how: 'reached' },
        { name: 'completed', how: 'reached', ...timed(vend.completedAt) },
        ...meterSteps(vend.delivery, sent),
      ];
  }
}

/** Who is not told by the head-end knows that a token was sent by what the meter said of it. */
function meterSteps({ state, at }: VendAnswer['delivery'], sent: Sent | undefined): readonly Step[] {
  if (state !== 'none')
    return [
      { name: 'sent', how: 'reached', ...timed(sent?.sentAt) },
      { name: state, how: state === 'rejected' ? 'bad' : 'reached', ...timed(at) },
    ];
  const waits: Step = { name: 'waits', how: 'pending' };
  if (sent === undefined) return [{ name: 'sent', how: 'unknown' }, waits];
  const way: Step = sent.sentAt === undefined ? { name: 'sent', how: 'pending' } : { name: 'sent', how: 'reached', at: sent.sentAt };
  return sent.state === 'expired' ? [way, { name: 'expired', how: 'bad', ...timed(sent.settledAt) }] : [way, waits];
}

const timed = (at: string | undefined): { readonly at?: string } => (at === undefined ? {} : { at });
