import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NetworkNodeAnswer } from '@openprepay/contracts/http/vending-network';
import { vending } from '../api/vending.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { locationIn } from './location.js';
import { NODE_KINDS } from './queries.js';

const useReadAgain = () => {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['network'] });
};

export function AddNode() {
  const { t } = useTranslation();
  const readAgain = useReadAgain();
  const add = (form: FormData): Promise<unknown> => {
    const [parent, location] = [formText(form, 'parent'), locationIn(form)];
    return vending.addNetworkNode({
      body: {
        code: formText(form, 'code'),
        kind: NODE_KINDS.find((known) => known === formText(form, 'kind')) ?? 'zone',
        ...(parent === '' ? {} : { parent }),
        ...(location === null ? {} : { location }),
      },
    });
  };
  return (
    <FormAction label={t('network.add')} send={add} onDone={readAgain}>
      {(wrong) => (
        <>
          <TextInput {...needed} name="code" label={t('network.code')} error={wrong['code']} data-autofocus />
          <NativeSelect
            name="kind"
            label={t('network.kind')}
            data={NODE_KINDS.map((value) => ({ value, label: t(`network.kinds.${value}`) }))}
            error={wrong['kind']}
          />
          <Place wrong={wrong} />
        </>
      )}
    </FormAction>
  );
}

export function ChangeNode({ node }: { readonly node: NetworkNodeAnswer }) {
  const { t } = useTranslation();
  const readAgain = useReadAgain();
  const { code } = node;
  const change = (form: FormData): Promise<unknown> => {
    const parent = formText(form, 'parent');
    return vending.changeNetworkNode({ params: { code }, body: { parent: parent === '' ? null : parent, location: locationIn(form) } });
  };
  return (
    <FormAction label={t('network.change', { code })} variant="default" size="xs" send={change} onDone={readAgain}>
      {(wrong) => <Place wrong={wrong} node={node} />}
    </FormAction>
  );
}

interface PlaceProps {
  readonly wrong: Readonly<Record<string, string>>;
  readonly node?: NetworkNodeAnswer;
}

/** What feeds it, and where it stands. */
function Place({ wrong, node }: PlaceProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        name="parent"
        label={t('network.parent')}
        description={t('network.parent-why')}
        defaultValue={node?.parent}
        autoComplete="off"
        error={wrong['parent']}
      />
      <TextInput
        name="lat"
        label={t('network.lat')}
        defaultValue={node?.location?.lat}
        inputMode="decimal"
        autoComplete="off"
        error={wrong['location.lat']}
      />
      <TextInput
        name="lon"
        label={t('network.lon')}
        defaultValue={node?.location?.lon}
        inputMode="decimal"
        autoComplete="off"
        error={wrong['location.lon']}
      />
    </>
  );
}
