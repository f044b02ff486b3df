import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenOrderAnswer } from '@openprepay/contracts/http/vending-tokens';
import { useRequestKey } from '../api/use-request-key.js';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { ReasonField } from '../ui/reason-field.js';
import { ORDER_KINDS, type OrderKind, orderKind, orderOf, PARAMETERS, REGISTERS } from './order-form.js';

const LARGEST = { watts: 18_201_624, rate: 65_535, factor: 65_535 } as const;

/** Orders a token; the same wish sent twice is one order, and what waits for a second person is said. */
export function OrderToken() {
  const { t } = useTranslation();
  const mayOrder = useMay('engineer');
  const queries = useQueryClient();
  const keys = useRequestKey();
  const [state, setState] = useState<TokenOrderAnswer['state']>();
  if (!mayOrder) return null;
  const order = async (form: FormData): Promise<void> => {
    const wish = orderOf(form);
    const { body } = await vending.orderToken({ headers: { 'idempotency-key': keys.of(wish) }, body: wish });
    keys.done();
    setState(body.state);
  };
  return (
    <Stack gap="xs" align="end">
      <FormAction label={t('tokens.order')} send={order} onDone={() => queries.invalidateQueries({ queryKey: ['tokens'] })}>
        {(wrong) => <Fields wrong={wrong} />}
      </FormAction>
      {state !== undefined && <Notice title={t(`tokens.states.${state}`)}>{t(`tokens.ordered.${state}`)}</Notice>}
    </Stack>
  );
}

function Fields({ wrong }: { readonly wrong: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const { meterNumber } = useSearch({ from: '/inside/tokens' });
  const [kind, setKind] = useState<OrderKind>(ORDER_KINDS[0]!);
  return (
    <>
      <TextInput
        {...needed}
        name="meterNumber"
        label={t('tokens.meter')}
        inputMode="numeric"
        defaultValue={meterNumber}
        error={wrong['meterNumber']}
        data-autofocus
      />
      <NativeSelect
        name="kind"
        label={t('tokens.kind')}
        value={kind}
        onChange={({ currentTarget }) => setKind(orderKind(currentTarget.value))}
        data={ORDER_KINDS.map((name) => ({ value: name, label: t(`tokens.kinds.${name}`) }))}
      />
      <Parameter kind={kind} wrong={wrong} />
      <ReasonField wrong={wrong['reason']} />
    </>
  );
}

interface ParameterProps {
  readonly kind: OrderKind;
  readonly wrong: Readonly<Record<string, string>>;
}

/** What the kind says beside its name. */
function Parameter({ kind, wrong }: ParameterProps) {
  const { t } = useTranslation();
  const parameter = PARAMETERS[kind];
  if (parameter === undefined) return null;
  if (parameter === 'register') {
    return (
      <NativeSelect
        name="register"
        label={t('tokens.register')}
        data={REGISTERS.map((name) => ({ value: name, label: t(`tokens.registers.${name}`) }))}
        error={wrong['parameters.register']}
      />
    );
  }
  return (
    <TextInput
      {...needed}
      key={parameter}
      name="value"
      type="number"
      min={0}
      max={LARGEST[parameter]}
      step={1}
      label={t(`tokens.value.${parameter}`)}
      error={wrong[`parameters.${parameter}`]}
    />
  );
}
