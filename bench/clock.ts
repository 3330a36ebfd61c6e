/** Milliseconds since it was last asked. */
export function createClock(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
}
