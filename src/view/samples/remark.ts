/** The field for a remark on the sample that is read. What was typed and not saved is there again when somebody comes back to its sample. */
import { button, element } from '../dom.ts';
import type { Words } from './words.ts';

/** As many characters as the extension takes. */
const MOST = 100_000;

export class RemarkField {
  readonly root: HTMLFormElement;
  private readonly field: HTMLTextAreaElement;
  private readonly unsaved = new Map<string, string>();
  private key: string | undefined;

  constructor({ actions }: Words, wishes: { readonly save: (text: string) => void; readonly leave: () => void }) {
    this.field = element('textarea', { attributes: { rows: '3', maxlength: String(MOST), 'aria-label': actions.commentLabel, placeholder: actions.commentLabel } });
    const cancel = (): void => {
      this.keep('');
      this.close();
      wishes.leave();
    };
    const save = (): void => {
      const text = this.field.value.trim();
      this.keep('');
      this.close();
      if (text !== '') wishes.save(text);
      wishes.leave();
    };
    this.root = element('form', { class: 'remark hidden' }, this.field, element('span', { class: 'buttons' }, element('button', { class: 'main', attributes: { type: 'submit' } }, actions.save), button(actions.cancel, cancel)));
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      save();
    });
    this.field.addEventListener('input', () => this.keep(this.field.value));
    this.field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
      else if (event.key === 'Escape') {
        this.close();
        wishes.leave();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Is about another sample from now on. */
  turnTo(key: string | undefined): void {
    this.key = key;
    this.close();
  }

  open(): void {
    if (this.key === undefined) return;
    this.show();
    this.field.focus();
  }

  /** The extension could not keep this text: it is here again, before whatever was typed since. */
  giveBack(key: string, text: string): void {
    this.unsaved.set(key, [text, this.unsaved.get(key)].filter((part) => part !== undefined).join('\n\n'));
    if (key === this.key) this.show();
  }

  private show(): void {
    this.field.value = this.unsaved.get(this.key ?? '') ?? '';
    this.root.classList.remove('hidden');
  }

  private keep(text: string): void {
    if (this.key === undefined) return;
    if (text.trim() === '') this.unsaved.delete(this.key);
    else this.unsaved.set(this.key, text);
  }

  private close(): void {
    this.field.value = '';
    this.root.classList.add('hidden');
  }
}
