import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';

type Delivery = Exclude<VendAnswer['delivery']['state'], 'none'>;

/** One station of a sale; what is said of it is the page's. */
export interface Step {
  readonly name: 'accepted' | 'cancel-asked' | 'token-issued' | 'completed' | 'failed' | 'sent' | Delivery | 'waits';
  readonly how: 'reached' | 'pending' | 'stuck' | 'unknown' | 'bad';
  /** Absent where it has not happened, or where no time of its own is kept. */
  readonly at?: string;
}

type Told = Pick<VendAnswer, 'state' | 'acceptedAt' | 'stuckSince' | 'completedAt' | 'cancellation' | 'failure' | 'delivery'>;

/** The way of a sale from the till to the meter, as far as it has come, and what comes next. */
export function stepsOf(vend: Told): readonly Step[] {
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
    case 'completed':
      return [
        ...begun,
        { name: 'token-issued', how: 'reached' },
        { name: 'completed', how: 'reached', ...timed(vend.completedAt) },
        ...meterSteps(vend.delivery),
      ];
  }
}

/** That a token was sent is known only by what the meter said of it. */
function meterSteps({ state, at }: VendAnswer['delivery']): readonly Step[] {
  if (state === 'none')
    return [
      { name: 'sent', how: 'unknown' },
      { name: 'waits', how: 'pending' },
    ];
  return [
    { name: 'sent', how: 'reached' },
    { name: state, how: state === 'rejected' ? 'bad' : 'reached', ...timed(at) },
  ];
}

const timed = (at: string | undefined): { readonly at?: string } => (at === undefined ? {} : { at });
