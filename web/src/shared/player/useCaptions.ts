import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Playback } from '../api/types';

export type CaptionTrack = { id: string; language: string; label: string };

export type CaptionChoice = {
  all: CaptionTrack[];
  /** Id of what is shown; empty: nothing. */
  chosen: string;
  choose: (id: string) => void;
  toggle: () => void;
};

/**
 * The caption tracks of a video. What the viewer chose once counts for every film; who never chose sees what the film's
 * editor made the default.
 *
 * @param wanted language, empty for none, undefined while nothing was chosen
 */
export function useCaptions(
  video: RefObject<HTMLVideoElement | null>,
  { captions }: Pick<Playback, 'captions'>,
  wanted: string | undefined,
  onWanted: (language: string) => void,
): CaptionChoice {
  const [all, setAll] = useState<CaptionTrack[]>([]);
  const [chosen, setChosen] = useState('');
  const language = wanted ?? captions.find(({ isDefault }) => isDefault)?.language ?? '';
  const latest = useRef(language);
  useEffect(() => {
    latest.current = language;
  });

  useEffect(() => {
    const tracks = video.current?.textTracks;
    if (tracks === undefined) {
      return;
    }
    const look = () => {
      const found = captionTracks(tracks);
      setAll(found.map(({ track, id }) => ({ id, language: track.language, label: track.label || track.language })));
      setChosen(found.find(({ track }) => track.mode === 'showing')?.id ?? '');
    };
    const added = () => {
      show(tracks, captionTracks(tracks).find(({ track }) => track.language === latest.current)?.id ?? '');
      look();
    };
    tracks.addEventListener('addtrack', added);
    tracks.addEventListener('change', look);
    added();
    return () => {
      tracks.removeEventListener('addtrack', added);
      tracks.removeEventListener('change', look);
    };
  }, [video, captions]);

  const choose = (id: string) => {
    if (video.current !== null) {
      show(video.current.textTracks, id);
    }
    onWanted(all.find((track) => track.id === id)?.language ?? '');
  };
  const toggle = () => {
    const usual = all.find((track) => captions.some((one) => one.isDefault && one.language === track.language));
    choose(chosen === '' ? ((usual ?? all[0])?.id ?? '') : '');
  };
  return { all, chosen, choose, toggle };
}

function show(tracks: TextTrackList, id: string): void {
  for (const { track, id: own } of captionTracks(tracks)) {
    track.mode = own === id ? 'showing' : 'disabled';
  }
}

function captionTracks(tracks: TextTrackList): { track: TextTrack; id: string }[] {
  return Array.from(tracks)
    .map((track, index) => ({ track, id: String(index) }))
    .filter(({ track }) => track.kind === 'subtitles' || track.kind === 'captions');
}
