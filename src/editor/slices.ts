/** Runs long work in slices, so that the extension host answers others in between. */

/** Milliseconds of work before others have their turn. */
const SLICE = 10;

/** Drains `steps`. Undefined as soon as `goOn` says, between two slices, that nobody wants the result any more. */
export async function inSlices<T>(steps: Generator<undefined, T, undefined>, goOn: () => boolean): Promise<T | undefined> {
  let sliceEnds = performance.now() + SLICE;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < sliceEnds) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (!goOn()) return undefined;
    sliceEnds = performance.now() + SLICE;
  }
}
