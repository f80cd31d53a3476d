import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { api } from '../../shared/api/client';
import { type GrantedView, LiveView, renewPlayback } from '../../shared/player/collector';
import { renewInMs } from '../../shared/player/mediaUrl';

const TRIED_AGAIN_EVERY_MS = 10_000;

/**
 * A granted view of a video: its addresses, its recorder, and tokens that are renewed while the page is open. Each visit
 * of the page is a view of its own, so the grant is never taken from a cache.
 */
export function usePlaybackOf(videoId: string) {
  const [visit] = useState(() => crypto.getRandomValues(new Uint32Array(2)).join('-'));
  const granted = useQuery({
    queryKey: ['playback', videoId, visit],
    queryFn: ({ signal }) => api.get('/videos/{id}/playback', { path: { id: videoId }, signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const playback = granted.data;
  const [now, setNow] = useState<{ hls: string; expiresAt: string }>();
  const [follower, setFollower] = useState<GrantedView>();

  // A view has a limited number of events; a long day on one page has more than that.
  const follow = useCallback(async () => {
    const { viewId, viewToken } = await api.get('/videos/{id}/playback', { path: { id: videoId } });
    setFollower({ viewId, videoId, viewToken });
  }, [videoId]);

  const view = useMemo(() => {
    const granted = playback && { viewId: playback.viewId, videoId, viewToken: playback.viewToken };
    const current = follower ?? granted;
    return current && new LiveView(current, { continues: current === follower, onRunsOut: follow });
  }, [playback, videoId, follower, follow]);

  useEffect(() => view?.open(), [view]);

  const renew = useCallback(async (): Promise<boolean> => {
    if (playback === undefined) {
      return false;
    }
    try {
      const { hls, expiresAt, viewToken } = await renewPlayback(videoId, playback.viewId);
      if (follower === undefined) {
        view?.renewed(viewToken);
      }
      setNow({ hls, expiresAt });
      return true;
    } catch {
      return false;
    }
  }, [playback, videoId, view, follower]);

  const expiresAt = now?.expiresAt ?? playback?.expiresAt;
  useEffect(() => {
    if (expiresAt === undefined) {
      return;
    }
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const at = (ms: number) => {
      timer = setTimeout(() => void renew().then((renewed) => !renewed && !isOver && at(TRIED_AGAIN_EVERY_MS)), ms);
    };
    at(renewInMs(expiresAt, Date.now()));
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [expiresAt, renew]);

  return { granted, view, hlsNow: now?.hls, renew };
}
