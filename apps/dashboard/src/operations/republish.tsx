import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { useFormat } from '../ui/use-format.js';
import { instantAt } from '../ui/zoned.js';
import { isService, parkedAt, SERVICES } from './services.js';

/** Has a service send again what it sent within a range; whoever has taken it takes it once. */
export function Republish() {
  const { t } = useTranslation();
  const format = useFormat();
  const [sent, setSent] = useState<string>();
  const republish = async (form: FormData): Promise<void> => {
    const service = formText(form, 'service');
    if (!isService(service)) return;
    const topic = formText(form, 'topic');
    const at = (name: string): string => instantAt(formText(form, name), format.timeZone).toISOString();
    const { body } = await parkedAt(service).republish({ body: { from: at('from'), to: at('to'), ...(topic === '' ? {} : { topic }) } });
    setSent(t('operations.republish.done', { service, events: format.count(body.events) }));
  };
  return (
    <>
      <FormAction label={t('operations.republish.title')} variant="default" size="xs" send={republish} onDone={() => undefined}>
        {(wrong) => (
          <>
            <Text size="sm">{t('operations.republish.what')}</Text>
            <NativeSelect name="service" label={t('operations.service')} data={[...SERVICES]} />
            <TextInput
              {...needed}
              name="from"
              type="datetime-local"
              label={t('operations.republish.from', { zone: format.timeZone })}
              error={wrong['from']}
            />
            <TextInput
              {...needed}
              name="to"
              type="datetime-local"
              label={t('operations.republish.to', { zone: format.timeZone })}
              error={wrong['to']}
            />
            <TextInput name="topic" label={t('operations.republish.topic')} autoComplete="off" error={wrong['topic']} />
          </>
        )}
      </FormAction>
      {sent !== undefined && <Notice title={t('operations.republish.title')}>{sent}</Notice>}
    </>
  );
}
