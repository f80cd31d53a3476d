import { describe, expect, it } from 'vitest';
import { EventCutter } from './stream';

const STREAM = ': hello\n\nevent: job\ndata: {"id":"1"}\n\nevent: unit\ndata: {"index":\ndata: 2}\n\ndata: "ü"\r\n\r\n';
const EVENTS = [
  { event: 'job', data: { id: '1' } },
  { event: 'unit', data: { index: 2 } },
  { event: 'message', data: 'ü' },
];

describe('a stream of events', () => {
  it('is the same however it is cut', () => {
    for (let first = 0; first <= STREAM.length; first++) {
      for (let second = first; second <= STREAM.length; second += 7) {
        const cutter = new EventCutter();
        const parts = [STREAM.slice(0, first), STREAM.slice(first, second), STREAM.slice(second)];
        expect(parts.flatMap((part) => cutter.cut(part))).toEqual(EVENTS);
      }
    }
  });

  it('tells nothing of an event that was cut off', () => {
    expect(new EventCutter().cut('event: job\ndata: {"id"')).toEqual([]);
  });
});
