import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/protocol/envelope';
import { createHeartbeatMonitor } from '../../src/protocol/heartbeat';
import { createCaller, decodeCall, decodeEvent } from '../../src/protocol/trainer';

const envelope = { v: PROTOCOL_VERSION, runId: 'r', seq: 3 };

describe('messages between host and trainer', () => {
  it('a call arrives as it was sent, numbered, with defaults filled in and unknown fields kept', () => {
    const sent: object[] = [];
    const call = createCaller((message) => sent.push(message));
    expect(call('r', { kind: 'ping' })).toBe(0);
    expect(call('r', { kind: 'start', job: { task: 'resume', run: 'x', later: 1 } })).toBe(1);
    expect(decodeCall(sent[1])).toEqual({
      ok: true,
      message: {
        v: PROTOCOL_VERSION,
        runId: 'r',
        seq: 1,
        kind: 'start',
        job: { task: 'resume', run: 'x', later: 1 },
        onHostLoss: 'checkpoint-and-exit',
      },
    });
  });

  it('refuses, with what was wrong, and never throws', () => {
    expect(decodeCall({ ...envelope, kind: 'fly' })).toMatchObject({ ok: false, code: 'unknown-kind', kind: 'fly', seq: 3 });
    expect(decodeCall({ ...envelope, kind: 'constructor' })).toMatchObject({ ok: false, code: 'unknown-kind' });
    expect(decodeCall({ ...envelope, v: 99, kind: 'ping' })).toMatchObject({ ok: false, code: 'unsupported-version' });
    expect(decodeCall({ ...envelope, kind: 'start', job: { task: 'resume' } })).toMatchObject({ ok: false, code: 'malformed' });
    for (const raw of [null, 7, 'x', [], {}, { v: 1 }, new Float32Array(3)])
      expect(decodeCall(raw)).toMatchObject({ ok: false, code: 'malformed', seq: null });
  });

  it('an event with fields of a newer version is taken', () => {
    const event = { ...envelope, kind: 'checkpointSaved', iteration: 4, best: true, bytes: 5 };
    expect(decodeEvent(event)).toEqual({ ok: true, message: event });
  });
});

describe('heartbeat', () => {
  it('misses the other side after three intervals, until it gives a sign of life', () => {
    let now = 0;
    const monitor = createHeartbeatMonitor(() => now, 1000);
    now = 3000;
    expect(monitor.missed()).toBe(false);
    now = 3001;
    expect(monitor.missed()).toBe(true);
    monitor.beat();
    expect(monitor.missed()).toBe(false);
  });
});
