/** How much of an answer is taken in: whoever answers may go on for ever, and memory does not. */

/** Bytes of an answer, whole or streamed. The longest are vectors for a hundred texts, some 10 MB. */
export const ANSWER_BYTES = 20_000_000;

/** Bytes of an answer that is an error. */
export const ERROR_BYTES = 64_000;

/** What reading a body ends with that is longer than it may be. */
export class TooLong extends Error {}

/**
 * The same answer, whose body ends with `TooLong` after `most` bytes; the connection is let go of then. `onBroken`
 * hears that error, and any other that the body ends with.
 */
export function bounded({ body, status, headers }: Response, most: number, onBroken?: (error: unknown) => void): Response {
  if (body === null) return new Response(null, { status, headers });
  const reader = body.getReader();
  let left = most;
  const kept = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        left -= value.length;
        if (left < 0) throw new TooLong(`longer than ${most} bytes`);
        controller.enqueue(value);
      } catch (error) {
        onBroken?.(error);
        controller.error(error);
        reader.cancel().catch(() => {});
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(kept, { status, headers });
}
