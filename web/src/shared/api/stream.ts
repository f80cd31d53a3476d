import { useEffect, useRef } from 'react';
import { api, type PathOf, type QueryOf } from './client';
import { Problem } from './problem';

/** One event of a `text/event-stream`: its name, and its data as JSON. */
export type StreamEvent = { event: string; data: unknown };

const AGAIN_AFTER_MS = 1_000;
const AGAIN_AFTER_MS_MAX = 30_000;

/** Cuts a stream of text into its events; what is not complete yet waits for the rest. */
export class EventCutter {
  private rest = '';

  cut(text: string): StreamEvent[] {
    const blocks = (this.rest + text).replaceAll('\r\n', '\n').split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.map(eventOf).filter((one) => one !== undefined);
  }
}

function eventOf(block: string): StreamEvent | undefined {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') {
      event = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
  return data.length === 0 ? undefined : { event, data: JSON.parse(data.join('\n')) as unknown };
}

/**
 * Follows a stream of events for as long as the page is looked at. `EventSource` cannot say who asks, so it is read by
 * fetch. A stream that ends is asked for again; one that is refused for good is not.
 */
export function useEventStream<P extends PathOf<'get'>>(
  path: P,
  query: QueryOf<P, 'get'>,
  onEvent: (event: StreamEvent) => void,
): void {
  const latest = useRef(onEvent);
  useEffect(() => {
    latest.current = onEvent;
  });
  const key = JSON.stringify(query);
  useEffect(() => {
    let stop = new AbortController();
    const follow = async (signal: AbortSignal) => {
      let waitMs = AGAIN_AFTER_MS;
      while (!signal.aborted) {
        try {
          const call = { query: JSON.parse(key) as object, headers: { Accept: 'text/event-stream' }, signal };
          await read(await api.getResponse(path, call as never), (event) => {
            waitMs = AGAIN_AFTER_MS;
            latest.current(event);
          });
        } catch (thrown) {
          if (thrown instanceof Problem && thrown.status >= 400 && thrown.status < 500 && thrown.status !== 429) {
            return;
          }
        }
        await pause(waitMs, signal);
        waitMs = Math.min(waitMs * 2, AGAIN_AFTER_MS_MAX);
      }
    };
    const look = () => {
      stop.abort();
      if (document.visibilityState === 'visible') {
        stop = new AbortController();
        void follow(stop.signal);
      }
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      stop.abort();
    };
  }, [path, key]);
}

async function read(response: Response, onEvent: (event: StreamEvent) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const cutter = new EventCutter();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    cutter.cut(part.value).forEach(onEvent);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
