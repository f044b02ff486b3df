import { useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';

/** The account of a meter, for whoever may see accounts as a link. */
export function AccountLink({ accountNumber }: { readonly accountNumber: string | undefined }) {
  const mayOpen = useMayOpen();
  if (accountNumber === undefined) return '–';
  if (!mayOpen('accounts')) return accountNumber;
  return (
    <AnchorLink to="/accounts/$accountNumber" params={{ accountNumber }}>
      {accountNumber}
    </AnchorLink>
  );
}
