/** A page that is not on screen gets no frames; it waits this long instead. */
const LONGEST_MILLISECONDS = 200;

/** Resolves after the next frame is painted, with what was to be painted in it. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_MILLISECONDS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      setTimeout(resolve);
    });
  });
}
