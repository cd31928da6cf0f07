/** What people decided about samples, read from a document's annotations. */
import { ANNOTATIONS_VERSION, type Annotation, annotationRecordShape } from './annotations.ts';

/** What counts of all that was decided about one sample. */
export interface Decision {
  readonly verdict?: 'accepted' | 'rejected';
  readonly rewritten: { readonly prompt?: string; readonly response?: string };
}

/** By run and sample. */
export class Decisions {
  private readonly decided = new Map<string, Decision & { readonly chunkHash: string }>();
  private readonly told = new Map<string, Annotation[]>();

  /** Takes the next of the annotations, in the order of their file. */
  add(annotation: Annotation): void {
    const { run, sample, chunkHash } = annotation;
    const key = keyOf(run, sample);
    const told = this.told.get(key);
    if (told === undefined) this.told.set(key, [annotation]);
    else told.push(annotation);
    const known = this.decided.get(key);
    // What was decided about a sample of another chunk is not about this one, though it has its name.
    const before = known?.chunkHash === chunkHash ? known : { rewritten: {}, chunkHash };
    switch (annotation.type) {
      case 'accepted':
      case 'rejected':
        this.decided.set(key, { ...before, verdict: annotation.type });
        return;
      case 'rewritten': {
        const { prompt, response } = annotation;
        this.decided.set(key, { ...before, rewritten: { ...before.rewritten, ...(prompt === undefined ? {} : { prompt }), ...(response === undefined ? {} : { response }) } });
        return;
      }
      case 'withdrawn':
        this.decided.delete(key);
        return;
      case 'comment':
      case 'pinned':
      case 'scored':
        return;
    }
  }

  /** What was decided about the sample as it was made from this chunk. */
  of(run: string, sample: string, chunkHash: string): Decision | undefined {
    const decision = this.decided.get(keyOf(run, sample));
    return decision?.chunkHash === chunkHash ? decision : undefined;
  }

  /** All that was said and decided about it, what was withdrawn since included, in the order of the file. */
  history(run: string, sample: string, chunkHash: string): readonly Annotation[] {
    return (this.told.get(keyOf(run, sample)) ?? []).filter((annotation) => annotation.chunkHash === chunkHash);
  }
}

function keyOf(run: string, sample: string): string {
  return JSON.stringify([run, sample]);
}

/**
 * Reads one line of annotations.jsonl; undefined for the header and for what a later version added.
 * @throws Error with a sentence about the line where it is no annotation.
 */
export function annotationIn(line: string): Annotation | undefined {
  const value: unknown = JSON.parse(line);
  const type: unknown = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  if (typeof type !== 'string') throw new Error('It is no annotation.');
  if (type === 'header') {
    const version: unknown = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
    if (typeof version === 'number' && version > ANNOTATIONS_VERSION) throw new Error(`They are of version ${version}, and this Traitwright reads up to version ${ANNOTATIONS_VERSION}: a newer one wrote them.`);
    return undefined;
  }
  if (!KNOWN_TYPES.has(type)) return undefined;
  const record = annotationRecordShape.parse(value);
  return record.type === 'header' ? undefined : record;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(annotationRecordShape.options.map((option) => option.def.innerType.shape.type.value));
