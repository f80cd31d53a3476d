import { expect, it } from 'vitest';
import { secondsLeft, SpeedMeter, titleOf } from './speed';

it('tells the speed of the last seconds, not of the whole upload', () => {
  const meter = new SpeedMeter();
  expect(meter.bytesPerSecond()).toBeUndefined();
  for (let second = 0; second <= 30; second++) {
    meter.see(second * 1000, second * 1_000_000);
  }
  expect(meter.bytesPerSecond()).toBeCloseTo(1_000_000, -3);
  for (let second = 1; second <= 20; second++) {
    meter.see((30 + second) * 1000, 30_000_000 + second * 100_000);
  }
  expect(meter.bytesPerSecond()).toBeCloseTo(100_000, -3);
});

it('promises no time while nothing moves', () => {
  expect(secondsLeft(1_000, 0)).toBeUndefined();
  expect(secondsLeft(1_000, undefined)).toBeUndefined();
  expect(secondsLeft(1_000, 500)).toBe(2);
});

it('makes a title of a file name', () => {
  expect(titleOf('Night_shift - part_2.mp4')).toBe('Night shift - part 2');
  expect(titleOf('v1.2 of it.mkv')).toBe('v1.2 of it');
});
