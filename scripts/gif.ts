/** Makes one animated GIF of pictures of the same size: one palette for all, and of each picture only what changed. */
import gifenc from 'gifenc';

export interface Frame {
  /** Four bytes a pixel. */
  readonly rgba: Uint8Array;
  /** How long it stays, in milliseconds. */
  readonly ms: number;
}

/** A window of text has few, and each bit that a pixel has less is a fifth of the file. With one more for “as before”. */
const COLOURS = 63;

/** A GIF that goes on for ever. */
export function encodeGif(frames: readonly Frame[], width: number, height: number): Uint8Array {
  const changes = withoutRepeats(frames);
  const palette = gifenc.quantize(coloursOf(changes), COLOURS);
  const asBefore = palette.length;
  const padded = [...palette, [0, 0, 0]];
  const encoder = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { rgba, ms } of changes) {
    const pixels = gifenc.applyPalette(rgba, palette);
    const shown = before === undefined ? pixels : pixels.map((colour, at) => (colour === before?.[at] ? asBefore : colour));
    const transparency = before === undefined ? {} : { transparent: true, transparentIndex: asBefore };
    // The table of colours is written once, with the first; what is drawn stays for the next.
    encoder.writeFrame(shown, width, height, { ...(before === undefined ? { palette: padded } : {}), ...transparency, delay: ms, dispose: 1 });
    before = pixels;
  }
  encoder.finish();
  return encoder.bytes();
}

/** A picture that is the one before it only makes that one stay for longer. */
function withoutRepeats(frames: readonly Frame[]): readonly Frame[] {
  const kept: Frame[] = [];
  for (const frame of frames) {
    const last = kept.at(-1);
    if (last !== undefined && Buffer.compare(last.rgba, frame.rgba) === 0) kept[kept.length - 1] = { ...last, ms: last.ms + frame.ms };
    else kept.push(frame);
  }
  return kept;
}

/** The first picture, and of the others the pixels that differ from the one before: what there is of colours, in proportion. */
function coloursOf(frames: readonly Frame[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let before: Uint32Array | undefined;
  for (const { rgba } of frames) {
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength / 4);
    const last = before;
    const changed = last === undefined ? pixels : pixels.filter((pixel, at) => pixel !== last[at]);
    parts.push(new Uint8Array(changed.buffer, changed.byteOffset, changed.byteLength));
    before = pixels;
  }
  return new Uint8Array(Buffer.concat(parts));
}
