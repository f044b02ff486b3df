import { Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TariffAnswer, TariffBody } from '@openprepay/contracts/http/tariff-document';
import { billing } from '../api/billing.js';
import { failureOf } from '../api/failure.js';
import { useMe } from '../session/use-session.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Section } from '../ui/section.js';
import { type Mistake, placeOf, readWritten, writtenLike } from './written-tariff.js';

interface PublishTariffProps {
  /** The version to begin from; absent: an empty document. */
  readonly like?: TariffAnswer;
  readonly onDone: () => void;
}

/** A version as its JSON document. What is wrong is named by its field, and the field is selected in the text. */
export function PublishTariff({ like, onDone }: PublishTariffProps) {
  const { t } = useTranslation();
  const { currency, timeZone } = useMe();
  const queries = useQueryClient();
  const editor = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => writtenLike(like, currency, timeZone));
  const [mistakes, setMistakes] = useState<readonly string[]>([]);
  const show = (found: readonly Mistake[]): void => {
    setMistakes(found.map(({ field, message }) => (field === '' || message.startsWith(field) ? message : `${field}: ${message}`)));
    select(editor.current, text, found[0]?.field ?? '');
  };
  const publish = useMutation({
    mutationFn: (body: TariffBody) => billing.publishTariff({ body }),
    onError: (error) => show(Object.entries(failureOf(error).fields).map(([field, message]) => ({ field, message }))),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['billing'] });
    },
  });
  const submit = (): void => {
    const written = readWritten(text);
    if ('document' in written) return publish.mutate(written.document);
    publish.reset();
    show([written.mistake === 'not-json' ? { field: '', message: t('tariffs.not-json') } : written.mistake]);
  };
  return (
    <Section title={t(like === undefined ? 'tariffs.publish-another' : 'tariffs.publish-version')}>
      <Text size="sm">{t('tariffs.how-to-publish')}</Text>
      <Textarea
        ref={editor}
        label={t('tariffs.json')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        autosize
        minRows={12}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', color: 'var(--mantine-color-text)' } }}
        error={mistakes.length === 0 ? undefined : mistakes.join(' · ')}
      />
      {publish.isError && <FailureAlert failure={failureOf(publish.error)} />}
      <Actions cancel={onDone} publish={submit} pending={publish.isPending} />
    </Section>
  );
}

interface ActionsProps {
  readonly cancel: () => void;
  readonly publish: () => void;
  readonly pending: boolean;
}

function Actions({ cancel, publish, pending }: ActionsProps) {
  const { t } = useTranslation();
  return (
    <Group justify="end">
      <Button variant="default" onClick={cancel}>
        {t('act.cancel')}
      </Button>
      <Button onClick={publish} loading={pending}>
        {t('tariffs.publish')}
      </Button>
    </Group>
  );
}

function select(editor: HTMLTextAreaElement | null, text: string, field: string): void {
  const place = placeOf(text, field);
  if (editor === null || place === undefined) return;
  editor.focus();
  editor.setSelectionRange(place.start, place.end);
  // A browser scrolls to what is typed, not to what a script selects.
  const share = text.slice(0, place.start).split('\n').length / text.split('\n').length;
  editor.scrollTop = share * editor.scrollHeight - editor.clientHeight / 2;
}
