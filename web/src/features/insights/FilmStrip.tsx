import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import { api } from '../../shared/api/client';
import { texts } from '../../shared/ui/texts';
import css from './insights.module.css';
import { type Tile, tileAt, tilesOf } from './storyboard';

const PICTURES = 10;

/** The pictures of a film, for who may play it; none for a film that is gone. */
function useTiles(videoId: string): Tile[] {
  const { data } = useQuery({
    queryKey: ['storyboard', videoId],
    queryFn: async ({ signal }) => {
      const { storyboard } = await api.get('/videos/{id}/playback', { path: { id: videoId }, signal });
      if (storyboard === undefined) {
        return [];
      }
      const url = new URL(storyboard, location.href).href;
      const response = await fetch(url, { signal });
      return response.ok ? tilesOf(await response.text(), url) : [];
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    retry: false,
  });
  return data ?? [];
}

/** The film above its curve, and the picture under the playhead. */
export function FilmStrip({
  videoId,
  durationSeconds,
  atSeconds,
}: {
  videoId: string;
  durationSeconds: number;
  atSeconds: number | undefined;
}) {
  const tiles = useTiles(videoId);
  if (tiles.length === 0) {
    return null;
  }
  const current = atSeconds === undefined ? undefined : tileAt(tiles, atSeconds);
  return (
    <div className={css.film} aria-hidden>
      {Array.from({ length: PICTURES }, (_, index) => {
        const tile = tileAt(tiles, ((index + 0.5) / PICTURES) * durationSeconds);
        return tile && <Picture key={index} tile={tile} />;
      })}
      {current !== undefined && atSeconds !== undefined && (
        <div
          className={css.playhead}
          style={{ left: `clamp(4.5rem, ${(atSeconds / durationSeconds) * 100}%, 100% - 4.5rem)` }}
        >
          <Picture tile={current} label={texts.insights.pictureAt} />
        </div>
      )}
    </div>
  );
}

/** A part of a sheet, as wide as there is room. */
function Picture({ tile, label }: { tile: Tile; label?: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  const { url, x, y, width, height } = tile;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    const resized = new ResizeObserver(() => {
      setScale(element.clientWidth / width);
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
    };
  }, [width]);
  return (
    <div ref={box} className={css.picture} style={{ aspectRatio: `${width} / ${height}` }} title={label}>
      <div
        style={{
          width,
          height,
          transform: `scale(${scale})`,
          transformOrigin: '0 0',
          background: `url("${url}") -${x}px -${y}px`,
        }}
      />
    </div>
  );
}
