import classes from './check-value.module.css';
import { inPairs } from './key-span.js';

interface CheckValueProps {
  readonly kcv: string;
  readonly large?: boolean;
}

/** A check value in pairs of digits, to compare with what stands on paper. */
export function CheckValue({ kcv, large = false }: CheckValueProps) {
  return <span className={large ? `${classes['value']} ${classes['large']}` : classes['value']}>{inPairs(kcv)}</span>;
}
