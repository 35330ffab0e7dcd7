import { describe, expect, it } from 'vitest';
import { createThrottle } from '../../../src/trainer/child/throttle';

/** A throttle whose clock the test sets. */
function throttleAt() {
  const sent: string[] = [];
  const clock = { now: 0 };
  return {
    sent,
    clock,
    throttle: createThrottle<string>(
      (message) => sent.push(message),
      () => clock.now,
    ),
  };
}

describe('throttle', () => {
  it('sends the first at once, five a second of each kind, and of those between only the newest', () => {
    const { sent, clock, throttle } = throttleAt();
    for (let time = 0; time <= 1000; time += 10) {
      clock.now = time;
      throttle.offer('metrics', `m${time}`);
    }
    expect(sent).toEqual(['m0', 'm200', 'm400', 'm600', 'm800', 'm1000']);
  });

  it('holds nothing back for good: what waits goes with a flush, once', () => {
    const { sent, clock, throttle } = throttleAt();
    throttle.offer('metrics', 'first');
    throttle.offer('metrics', 'second');
    throttle.offer('metrics', 'third');
    clock.now = 50;
    throttle.flush();
    throttle.flush();
    expect(sent).toEqual(['first', 'third']);
  });

  it('lets kinds go by each other, and never sends an old message after a newer one', () => {
    const { sent, clock, throttle } = throttleAt();
    throttle.offer('a', 'a1');
    throttle.offer('b', 'b1');
    throttle.offer('a', 'a2');
    clock.now = 250;
    throttle.offer('a', 'a3');
    throttle.flush();
    expect(sent).toEqual(['a1', 'b1', 'a3']);
  });
});
