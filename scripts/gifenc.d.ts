/** The part of gifenc that is used here; the package brings no types. */
declare module 'gifenc' {
  type Palette = readonly (readonly number[])[];

  interface Encoder {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options?: { readonly palette?: Palette; readonly delay?: number; readonly transparent?: boolean; readonly transparentIndex?: number; readonly dispose?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  const gifenc: {
    GIFEncoder(): Encoder;
    quantize(rgba: Uint8Array | Uint8ClampedArray, colours: number): Palette;
    applyPalette(rgba: Uint8Array | Uint8ClampedArray, palette: Palette): Uint8Array;
  };
  export default gifenc;
}
