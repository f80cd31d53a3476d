import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../shared/api/client';
import type { Chapter } from '../../shared/api/types';
import { Button, IconButton } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { clock, secondsOfClock } from '../../shared/ui/format';
import { ProblemNotice, Skeleton } from '../../shared/ui/notice';
import { texts } from '../../shared/ui/texts';
import { toast } from '../../shared/ui/toast';
import ui from '../../shared/ui/ui.module.css';
import css from './edit.module.css';
import { Panel } from './Panel';

type Row = { id: number; start: string; title: string };

const rowsOf = (chapters: Chapter[]): Row[] =>
  chapters.map(({ startSeconds, title }, id) => ({ id, start: clock(startSeconds), title }));

export function ChaptersPanel({ videoId }: { videoId: string }) {
  const known = useQuery({
    queryKey: ['chapters', videoId],
    queryFn: ({ signal }) => api.get('/videos/{id}/chapters', { path: { id: videoId }, signal }),
    staleTime: Infinity,
  });
  return (
    <Panel title={texts.edit.chaptersTitle} lead={texts.edit.chaptersLead}>
      {known.isPending && <Skeleton height="3rem" count={2} />}
      {known.isError && <ProblemNotice thrown={known.error} onRetry={() => void known.refetch()} />}
      {known.isSuccess && <ChapterForm videoId={videoId} known={known.data.chapters} />}
    </Panel>
  );
}

function ChapterForm({ videoId, known }: { videoId: string; known: Chapter[] }) {
  const queries = useQueryClient();
  const [rows, setRows] = useState(() => rowsOf(known));
  const saving = useMutation({
    mutationFn: (chapters: Chapter[]) =>
      api.put('/videos/{id}/chapters', { path: { id: videoId }, body: { chapters } }),
    onSuccess: (saved) => {
      queries.setQueryData(['chapters', videoId], saved);
      setRows(rowsOf(saved.chapters));
      toast(texts.library.saved);
    },
  });
  const chapters = rows.map(({ start, title }) => ({ startSeconds: secondsOfClock(start), title: title.trim() }));
  const complete = chapters.filter(
    (chapter): chapter is Chapter => chapter.startSeconds !== undefined && chapter.title !== '',
  );
  const edit = (id: number, change: Partial<Row>) => {
    setRows((before) => before.map((row) => (row.id === id ? { ...row, ...change } : row)));
  };

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(complete.toSorted((one, other) => one.startSeconds - other.startSeconds));
      }}
    >
      {rows.length === 0 && <p className={ui.hint}>{texts.edit.noChapters}</p>}
      {rows.length > 0 && (
        <ol className={css.chapters}>
          {rows.map((row, index) => (
            <li key={row.id} className={css.chapter}>
              <TextField
                hideLabel
                label={texts.edit.chapterStart(index + 1)}
                value={row.start}
                placeholder="1:30"
                maxLength={10}
                error={row.start !== '' && secondsOfClock(row.start) === undefined ? texts.edit.noTime : undefined}
                onChange={(text) => {
                  edit(row.id, { start: text });
                }}
              />
              <TextField
                hideLabel
                label={texts.edit.chapterTitle(index + 1)}
                value={row.title}
                placeholder={texts.edit.chapterPlaceholder}
                maxLength={120}
                onChange={(text) => {
                  edit(row.id, { title: text });
                }}
              />
              <IconButton
                label={texts.edit.removeChapter(index + 1)}
                onPress={() => {
                  setRows(rows.filter(({ id }) => id !== row.id));
                }}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      {saving.isError && <ProblemNotice thrown={saving.error} />}
      <div className={css.actions}>
        <Button
          onPress={() => {
            const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
            setRows([...rows, { id, start: rows.length === 0 ? '0:00' : '', title: '' }]);
          }}
        >
          <Plus aria-hidden /> {texts.edit.addChapter}
        </Button>
        {(rows.length > 0 || known.length > 0) && (
          <Button type="submit" look="primary" isDisabled={saving.isPending || complete.length !== rows.length}>
            {texts.edit.saveChapters}
          </Button>
        )}
      </div>
    </form>
  );
}
