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
const SURFACES = 8;

/** A GIF that goes on for ever. */
export function encodeGif(frames: readonly Frame[], width: number, height: number): Uint8Array {
  const changes = withoutRepeats(frames);
  const colours = coloursOf(changes);
  const surfaces = mostFrequent(colours);
  const palette = [...surfaces.map(rgbOf), ...gifenc.quantize(colours, COLOURS - surfaces.length)];
  const asBefore = palette.length;
  const padded = [...palette, [0, 0, 0]];
  const encoder = gifenc.GIFEncoder();
  let before: Uint8Array | undefined;
  for (const { rgba, ms } of changes) {
    const pixels = gifenc.applyPalette(rgba, palette);
    // The encoder takes colours that are near each other for one.
    for (const [at, pixel] of pixelsOf(rgba).entries()) {
      const surface = surfaces.indexOf(pixel);
      if (surface !== -1) pixels[at] = surface;
    }
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

/** The colours of surfaces, which would be seen to be others: white stays white. */
function mostFrequent(rgba: Uint8Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const pixel of pixelsOf(rgba)) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, SURFACES).map(([pixel]) => pixel);
}

/** A number for each, whose lowest byte is red on the machines of today. */
function pixelsOf(rgba: Uint8Array): Uint32Array {
  return new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.byteLength / 4);
}

function rgbOf(pixel: number): readonly number[] {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}

/** The first picture, and of the others the pixels that differ from the one before: what there is of colours, in proportion. */
function coloursOf(frames: readonly Frame[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let before: Uint32Array | undefined;
  for (const { rgba } of frames) {
    const pixels = pixelsOf(rgba);
    const last = before;
    const changed = last === undefined ? pixels : pixels.filter((pixel, at) => pixel !== last[at]);
    parts.push(new Uint8Array(changed.buffer, changed.byteOffset, changed.byteLength));
    before = pixels;
  }
  return new Uint8Array(Buffer.concat(parts));
}
