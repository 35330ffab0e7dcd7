import { describe, expect, it } from 'vitest';
import { createScreen } from '../../../src/cli/report/screen';

function recorder(isTTY: boolean, columns = 20) {
  const output = {
    isTTY,
    columns,
    text: '',
    write: (text: string) => {
      output.text += text;
    },
  };
  return output;
}

describe('screen', () => {
  it('on a terminal changes one line, cut to its width, at most ten times a second', () => {
    const output = recorder(true);
    let time = 0;
    const screen = createScreen(output, () => time);
    screen.status('one');
    time = 50;
    screen.status('not shown');
    time = 150;
    screen.status('a line that is longer than the terminal');
    screen.print('stays');
    screen.finalStatus('end');
    expect(output.text).toBe('one\r\u001b[2Ka line that is lon…\r\u001b[2Kstays\nend\n');
  });

  it('on a pipe writes whole plain lines, every ten seconds', () => {
    const output = recorder(false, 10);
    let time = 0;
    const screen = createScreen(output, () => time);
    screen.status('a line longer than ten');
    time = 9000;
    screen.status('not shown');
    time = 10_000;
    screen.status('two');
    screen.finalStatus('three');
    screen.status('after a final line at once');
    expect(output.text).toBe('a line longer than ten\ntwo\nthree\nafter a final line at once\n');
  });

  it('lets no control character of a name reach the terminal', () => {
    const output = recorder(true, 80);
    const screen = createScreen(output, () => 0);
    screen.print('bad\u001b]0;title\u0007 name\nsecond line');
    expect(output.text).toBe('bad\ufffd]0;title\ufffd name\nsecond line\n');
  });
});
