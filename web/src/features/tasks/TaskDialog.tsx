import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { api } from '../../shared/api/client';
import { below } from '../../shared/api/queries';
import { CATEGORIES, type Category, type Task } from '../../shared/api/types';
import { Button, IconButton } from '../../shared/ui/button';
import { FormDialog } from '../../shared/ui/dialog';
import { optionsOf, SearchField, Select, TextArea, TextField } from '../../shared/ui/field';
import { ProblemNotice } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import css from './tasks.module.css';

const FOUND_AT_ONCE = 8;
const categories = optionsOf(CATEGORIES, texts.category, texts.tasks.noCategory);

type Chosen = { id: string; name: string };

type Seen = { task: Task; etag: string };

/** Changes a task as it is when the dialog opens: an edit by someone else in between is refused, not overwritten. */
export function EditTaskDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const seen = useQuery({
    queryKey: ['/tasks/{id}', id, 'edit'],
    queryFn: async ({ signal }): Promise<Seen> => {
      const response = await api.getResponse('/tasks/{id}', { path: { id }, signal });
      return { task: (await response.json()) as Task, etag: response.headers.get('ETag') ?? '*' };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  if (seen.data !== undefined) {
    return <TaskDialog seen={seen.data} onClose={onClose} />;
  }
  return seen.isPending ? null : (
    <FormDialog title={texts.tasks.edit} submit={texts.common.save} isDisabled onSubmit={onClose} onClose={onClose}>
      <ProblemNotice thrown={seen.error} onRetry={() => void seen.refetch()} />
    </FormDialog>
  );
}

/** Makes a task, or changes the one that was seen. */
export function TaskDialog({ seen, onClose }: { seen?: Seen; onClose: () => void }) {
  const queries = useQueryClient();
  const task = seen?.task;
  const [title, setTitle] = useState(task?.title ?? '');
  const [description, setDescription] = useState(task?.description ?? '');
  const [dueOn, setDueOn] = useState(task?.dueAt === undefined ? '' : localDate(task.dueAt));
  const [category, setCategory] = useState<Category | ''>(task?.category ?? '');
  const [people, setPeople] = useState<Chosen[]>(
    (task?.people ?? []).map(({ id, displayName }) => ({ id, name: displayName })),
  );
  const [videos, setVideos] = useState<Chosen[]>(
    (task?.videos ?? []).map(({ videoId, title: name }) => ({ id: videoId, name })),
  );
  const saving = useMutation({
    mutationFn: () => {
      const body = {
        title: title.trim(),
        description: description.trim(),
        ...(dueOn === '' ? {} : { dueAt: endOfDay(dueOn) }),
        ...(category === '' ? {} : { category }),
        people: people.map(({ id }) => id),
        videos: videos.map(({ id }) => id),
      };
      return seen === undefined
        ? api.post('/tasks', { body })
        : api.put('/tasks/{id}', { path: { id: seen.task.id }, body, headers: { 'If-Match': seen.etag } });
    },
    onSuccess: (saved) => {
      toast(texts.tasks.saved(saved.title));
      void queries.invalidateQueries(below('/tasks'));
      onClose();
    },
  });
  const isComplete = title.trim() !== '' && videos.length > 0 && (category !== '' || people.length > 0);
  return (
    <FormDialog
      problem={saving.error}
      title={task === undefined ? texts.tasks.add : texts.tasks.edit}
      submit={texts.common.save}
      isDisabled={!isComplete || saving.isPending}
      onSubmit={() => {
        saving.mutate();
      }}
      onClose={onClose}
    >
      <TextField label={texts.tasks.name} value={title} maxLength={200} onChange={setTitle} />
      <TextArea label={texts.tasks.description} value={description} maxLength={5000} onChange={setDescription} />
      <div className={css.pair}>
        <TextField label={texts.tasks.due} type="date" value={dueOn} onChange={setDueOn} />
        <Select label={texts.tasks.everyoneOf} options={categories} value={category} onChange={setCategory} />
      </div>
      <People chosen={people} onChange={setPeople} />
      <Videos chosen={videos} onChange={setVideos} />
    </FormDialog>
  );
}

function People({ chosen, onChange }: { chosen: Chosen[]; onChange: (people: Chosen[]) => void }) {
  const [words, setWords] = useState('');
  const q = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ['/people', q],
    queryFn: ({ signal }) => api.get('/people', { query: { q }, signal }),
    enabled: q !== '',
  });
  const offered = (q === '' ? [] : (found.data?.items ?? [])).map(({ id, displayName }) => ({ id, name: displayName }));
  return (
    <Picker
      label={texts.tasks.addPeople}
      title={texts.tasks.peopleChosen}
      words={words}
      setWords={setWords}
      offered={offered}
      problem={found.error}
      chosen={chosen}
      onChange={onChange}
    />
  );
}

function Videos({ chosen, onChange }: { chosen: Chosen[]; onChange: (videos: Chosen[]) => void }) {
  const [words, setWords] = useState('');
  const q = useDeferredValue(words.trim());
  const found = useQuery({
    queryKey: ['/videos', 'for a task', q],
    queryFn: ({ signal }) => api.get('/videos', { query: { q, status: 'APPROVED', limit: FOUND_AT_ONCE }, signal }),
  });
  return (
    <Picker
      isOrdered
      label={texts.tasks.addVideos}
      title={texts.tasks.videosTitle}
      words={words}
      setWords={setWords}
      offered={(found.data?.items ?? []).map(({ id, title }) => ({ id, name: title }))}
      problem={found.error}
      chosen={chosen}
      onChange={onChange}
    />
  );
}

/** What is chosen, in its order, and a search for more. */
function Picker({
  label,
  title,
  words,
  setWords,
  offered,
  problem,
  chosen,
  onChange,
  isOrdered = false,
}: {
  label: string;
  title: string;
  words: string;
  setWords: (words: string) => void;
  offered: Chosen[];
  problem: Error | null;
  chosen: Chosen[];
  onChange: (chosen: Chosen[]) => void;
  isOrdered?: boolean;
}) {
  const more = offered.filter((one) => !chosen.some(({ id }) => id === one.id)).slice(0, FOUND_AT_ONCE);
  const move = (from: number, to: number) => {
    const next = [...chosen];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <fieldset className={css.picker}>
      <legend>{title}</legend>
      <ol>
        {chosen.map(({ id, name }, index) => (
          <li key={id}>
            <span>{name}</span>
            {isOrdered && (
              <>
                <IconButton
                  small
                  label={texts.tasks.up(name)}
                  isDisabled={index === 0}
                  onPress={() => {
                    move(index, index - 1);
                  }}
                >
                  <ArrowUp aria-hidden />
                </IconButton>
                <IconButton
                  small
                  label={texts.tasks.down(name)}
                  isDisabled={index === chosen.length - 1}
                  onPress={() => {
                    move(index, index + 1);
                  }}
                >
                  <ArrowDown aria-hidden />
                </IconButton>
              </>
            )}
            <IconButton
              small
              label={texts.tasks.leaveOut(name)}
              onPress={() => {
                onChange(chosen.filter((one) => one.id !== id));
              }}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ol>
      <SearchField label={label} value={words} onChange={setWords} />
      {problem !== null && <ProblemNotice thrown={problem} />}
      <ul className={css.offered}>
        {more.map((one) => (
          <li key={one.id}>
            <Button
              small
              look="quiet"
              onPress={() => {
                onChange([...chosen, one]);
              }}
            >
              <Plus aria-hidden />
              {one.name}
            </Button>
          </li>
        ))}
      </ul>
      {words !== '' && more.length === 0 && <p className={ui.hint}>{texts.tasks.nothingFound}</p>}
    </fieldset>
  );
}

/** A task is due at the end of its day, where the editor is. */
function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

function localDate(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
