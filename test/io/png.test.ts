import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/io/png';

describe('encodePng', () => {
  it('writes a picture that decodes to the same pixels', () => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
    const bytes = Buffer.from(encodePng({ width: 5, height: 3, data }));
    expect([...bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]).toEqual([5, 3, 8, 2]);
    const length = bytes.readUInt32BE(33);
    expect(bytes.subarray(37, 41).toString()).toBe('IDAT');
    const rows = inflateSync(bytes.subarray(41, 41 + length));
    const pixels = [0, 1, 2].flatMap((y) => [...rows.subarray(y * 16 + 1, (y + 1) * 16)]);
    expect(pixels).toEqual([...data]);
    expect([rows[0], rows[16], rows[32]]).toEqual([0, 0, 0]);
  });

  it('ends with the check sum that every PNG ends with', () => {
    expect(
      Buffer.from(encodePng({ width: 1, height: 1, data: new Uint8Array(3) }))
        .subarray(-4)
        .toString('hex'),
    ).toBe('ae426082');
  });

  it('refuses data of another size', () => {
    expect(() => encodePng({ width: 2, height: 2, data: new Uint8Array(11) })).toThrow(/11 bytes for 2 x 2/);
    expect(() => encodePng({ width: 0, height: 2, data: new Uint8Array(0) })).toThrow(/PNG/);
  });
});
