/** Least time between two messages of one kind on the wire: five a second. */
const INTERVAL = 200;

/**
 * Sends at most five messages a second of each key; of those that come faster only the newest goes, a moment later, by `flush` or with
 * the next one.
 */
export interface Throttle<M> {
  offer(key: string, message: M): void;
  /** Sends what waits. */
  flush(): void;
}

export function createThrottle<M>(send: (message: M) => void, now: () => number = () => performance.now()): Throttle<M> {
  const sent = new Map<string, number>();
  const waiting = new Map<string, M>();
  return {
    offer(key, message) {
      const time = now();
      if (time - (sent.get(key) ?? -Infinity) < INTERVAL) {
        waiting.set(key, message);
        return;
      }
      sent.set(key, time);
      waiting.delete(key);
      send(message);
    },
    flush() {
      for (const message of waiting.values()) send(message);
      waiting.clear();
    },
  };
}
