import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TokenOrderAnswer } from '@openprepay/contracts/http/vending-tokens';
import { useFormat } from '../ui/use-format.js';
import { ORDER_KINDS, REGISTERS } from './order-form.js';

/** What a token was ordered to tell the meter, and why. */
export function OrderWhat({ order: { kind, parameters, reason } }: { readonly order: TokenOrderAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = ORDER_KINDS.find((name) => name === kind);
  const said = Object.entries(parameters).map(([name, value]) => {
    const register = REGISTERS.find((one) => name === 'register' && one === value);
    if (register !== undefined) return t(`tokens.registers.${register}`);
    const number = typeof value === 'number' ? format.count(value) : value;
    return name === 'watts' ? `${number}\u00a0W` : number;
  });
  return (
    <>
      <Text size="sm">{[known === undefined ? kind : t(`tokens.kinds.${known}`), ...said].join(': ')}</Text>
      <Text size="sm" c="dimmed" component="div">
        <bdi>{reason}</bdi>
      </Text>
    </>
  );
}
