import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { api } from '../api/client';
import type { Video } from '../api/types';
import { Button } from '../ui/button';
import { ModalDialog } from '../ui/dialog';
import { Skeleton } from '../ui/notice';
import { texts } from '../ui/texts';

const Player = lazy(async () => ({ default: (await import('./Player')).Player }));

const LOOKED_AGAIN_EVERY_MS = 3_000;
const NO_TEXTS = { captions: [], chapters: [] };

/** A look at the beginning of a film as soon as there is one: while the rest is encoded, or still arrives. */
export function PreviewButton({ video: { id, generation, title, status, progress } }: { video: Video }) {
  const [isOpen, setOpen] = useState(false);
  const isOnItsWay = status === 'UPLOADING' || status === 'PROCESSING';
  const preview = useQuery({
    queryKey: ['preview', id, generation],
    queryFn: ({ signal }) => api.get('/videos/{id}/preview', { path: { id }, signal }),
    enabled: isOnItsWay && (progress?.unitsDone ?? 0) > 0,
    retry: false,
    // Nothing whole from the start on yet: some parts later there is.
    refetchInterval: ({ state }) => (state.data === undefined ? LOOKED_AGAIN_EVERY_MS : false),
    // Another grant has another address: whoever looks goes on with the one they have.
    staleTime: Infinity,
  });
  if (preview.data === undefined) {
    return null;
  }
  return (
    <>
      {isOnItsWay && (
        <Button
          small
          aria-label={texts.library.preview(title)}
          onPress={() => {
            setOpen(true);
          }}
        >
          <Eye aria-hidden /> {texts.upload.preview}
        </Button>
      )}
      <ModalDialog
        title={texts.library.preview(title)}
        isOpen={isOpen}
        onClose={() => {
          setOpen(false);
        }}
      >
        <p>{status === 'UPLOADING' ? texts.upload.earlyPreviewHint : texts.upload.previewHint}</p>
        <Suspense fallback={<Skeleton height="12rem" />}>
          <Player
            title={title}
            playback={{ ...preview.data, ...NO_TEXTS }}
            onRefused={async () => (await preview.refetch()).isSuccess}
          />
        </Suspense>
      </ModalDialog>
    </>
  );
}
