import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Captions, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { api } from '../../shared/api/client';
import type { CaptionLanguage } from '../../shared/api/types';
import { Button, IconButton } from '../../shared/ui/button';
import { Check, type Option, Select, TextField } from '../../shared/ui/field';
import { Notice, ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import { OTHER, languageName, LANGUAGES } from './languages';
import css from './edit.module.css';
import { Panel } from './Panel';

type Change = { language: string; label: string; isDefault: boolean; text?: string };

export function CaptionsPanel({ videoId }: { videoId: string }) {
  const queries = useQueryClient();
  const queryKey = ['captions', videoId];
  const known = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get('/videos/{id}/captions', { path: { id: videoId }, signal }),
  });
  const putting = useMutation({
    mutationFn: ({ language, ...body }: Change) =>
      api.put('/videos/{id}/captions/{language}', { path: { id: videoId, language }, body }),
    onSuccess: (list) => {
      queries.setQueryData(queryKey, list);
      toast(texts.library.saved);
    },
  });
  const removing = useMutation({
    mutationFn: ({ language }: CaptionLanguage) =>
      api.delete('/videos/{id}/captions/{language}', { path: { id: videoId, language } }),
    onSuccess: (_, { label }) => {
      toast(texts.edit.captionsRemoved(label));
      void queries.invalidateQueries({ queryKey });
    },
  });
  const items = known.data?.items ?? [];

  return (
    <Panel title={texts.edit.captionsTitle} lead={texts.edit.captionsLead}>
      {known.isPending && <Skeleton height="3rem" count={1} />}
      {known.isError && <ProblemNotice thrown={known.error} onRetry={() => void known.refetch()} />}
      {known.isSuccess && items.length === 0 && <p className={ui.hint}>{texts.edit.noCaptions}</p>}
      {items.length > 0 && (
        <ul className={css.languages}>
          {items.map((item) => (
            <li key={item.language} className={css.language}>
              <div className={css.languageText}>
                <strong>{item.label}</strong>
                <span>
                  {languageName(item.language)} · {texts.edit.cues(item.cues)}
                  {item.isDefault && ` · ${texts.edit.shownByDefault}`}
                </span>
              </div>
              <Button
                small
                isDisabled={putting.isPending}
                onPress={() => {
                  const { language, label } = item;
                  putting.mutate({ language, label, isDefault: !item.isDefault });
                }}
              >
                {item.isDefault ? texts.edit.noDefault : texts.edit.makeDefault}
              </Button>
              <IconButton
                label={texts.edit.removeCaptions(item.label)}
                onPress={() => {
                  removing.mutate(item);
                }}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {removing.isError && <ProblemNotice thrown={removing.error} />}
      {putting.isError && <ProblemNotice thrown={putting.error} />}
      <AddCaptions
        isFirst={items.length === 0}
        isBusy={putting.isPending}
        taken={items.map(({ language }) => language)}
        onAdd={async (change) => {
          await putting.mutateAsync(change);
        }}
      />
    </Panel>
  );
}

const languageOptions: Option<string>[] = [
  ...LANGUAGES.map((language) => ({ value: language, text: languageName(language) })),
  { value: OTHER, text: texts.edit.otherLanguage },
];

function AddCaptions({
  isFirst,
  isBusy,
  taken,
  onAdd,
}: {
  isFirst: boolean;
  isBusy: boolean;
  taken: string[];
  onAdd: (change: Change) => Promise<void>;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState('en');
  const [tag, setTag] = useState('');
  const [label, setLabel] = useState('');
  const [isDefault, setDefault] = useState<boolean>();
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [unreadable, setUnreadable] = useState(false);
  const language = chosen === OTHER ? tag.trim() : chosen;

  const read = async (picked: File | undefined) => {
    setFile(undefined);
    setUnreadable(false);
    if (picked !== undefined) {
      try {
        // Another encoding would be read as other words; it is better to say so.
        const text = new TextDecoder('utf-8', { fatal: true }).decode(await picked.arrayBuffer());
        setFile({ name: picked.name, text });
      } catch {
        setUnreadable(true);
      }
    }
  };
  const add = async (text: string) => {
    try {
      await onAdd({
        language,
        label: label.trim() === '' ? languageName(language) : label.trim(),
        isDefault: isDefault ?? isFirst,
        text,
      });
      setFile(undefined);
      setLabel('');
      setDefault(undefined);
    } catch {
      // Shown beside the list.
    }
  };

  return (
    <div className={css.form}>
      <div className={css.pair}>
        <Select
          label={texts.edit.language}
          options={languageOptions}
          value={chosen}
          onChange={setChosen}
          hint={taken.includes(language) ? texts.edit.replacesLanguage(languageName(language)) : undefined}
        />
        {chosen === OTHER && (
          <TextField
            label={texts.edit.languageTag}
            hint={texts.edit.languageTagHint}
            value={tag}
            maxLength={35}
            onChange={setTag}
          />
        )}
        <TextField
          label={texts.edit.label}
          placeholder={language === '' ? '' : languageName(language)}
          value={label}
          maxLength={60}
          onChange={setLabel}
        />
      </div>
      <Check label={texts.edit.showByDefault} checked={isDefault ?? isFirst} onChange={setDefault} />
      {unreadable && (
        <Notice tone="bad" role="alert">
          <p>{texts.edit.notUtf8}</p>
        </Notice>
      )}
      <div className={css.file}>
        <Button onPress={() => input.current?.click()}>
          <Captions aria-hidden /> {texts.edit.chooseCaptions}
        </Button>
        {file !== undefined && <span>{file.name}</span>}
        <input
          ref={input}
          type="file"
          hidden
          accept=".vtt,.srt,text/vtt,application/x-subrip"
          data-testid="caption-file"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      {file !== undefined && (
        <div>
          <Button look="primary" isDisabled={isBusy || language === ''} onPress={() => void add(file.text)}>
            {texts.edit.addCaptions}
          </Button>
        </div>
      )}
    </div>
  );
}
