/** Whether an answer is somebody else's: it speaks as another model, or of the text that it was made from. In code, whatever a model says of it. */
import { makerNames, makersIn } from '../document/model-names.ts';
import { withoutCode, withoutLinks, withoutQuotations } from '../document/plain-text.ts';

/** What the front matter calls the model and its maker. */
export interface OwnNames {
  readonly model?: string;
  readonly provider?: string;
}

export interface IdentityFault {
  readonly kind: 'model' | 'provider' | 'mention' | 'placeholder';
  /** The words that give it away. */
  readonly text: string;
  /** A sentence for a person. */
  readonly reason: string;
}

const NAMES = makerNames();

/** Known for much else, so their bare names count only where a model says who made it. With a model of theirs. */
const BARE_MAKERS: Readonly<Record<string, string>> = { Google: 'Gemini', Microsoft: 'Microsoft Copilot', Meta: 'Meta AI', Amazon: 'Alexa', Alibaba: 'Qwen' };
const BARE = /(?<![\p{L}\p{N}_.@/#-])(?:Google|Microsoft|Meta|Amazon|Alibaba)(?![\p{L}\p{N}_])/gu;

/** As people type who leave out capitals. */
const LOWER_CASE = /(?<![\p{L}\p{N}_.@/#-])(?:chatgpt|gpt-?\d[\w.]*|claude|gemini|grok|deepseek|qwen|openai|anthropic)(?![\p{L}\p{N}_])/gu;

/** Before a sign of the zodiac, say. */
const ARTICLE = /(?<![\p{L}\p{N}])(?:an?|eine?|une?|una|um|uma)[ ]+$/iu;
/** What stands before a name where somebody says that it is theirs; in some more languages than English. */
const I_AM = /(?<![\p{L}\p{N}])(?:I am|I['’]m|my name(?: is|['’]s)|you can call me|you(?:['’]re| are) (?:talking|speaking|chatting) (?:to|with)|ich bin|ich hei(?:ß|ss)e|mein Name ist|je suis|je m['’]appelle|(?:yo )?soy|me llamo|sono|mi chiamo|eu sou|meu nome é)(?:[ ,]+(?:actually|really|still|just|called|named|an?|the|your|large|AI|language|chat|model|assistant|chatbot|ein|eine|une?|una|um|uma|le|el|il|o))*[ ,:]*[*_]{0,2}$|(?:我是|我叫|私は|저는)\s*$/iu;
const AS = /(?<![\p{L}\p{N}])As[ ,]+(?:an? (?:AI|model|assistant)[ ,]+(?:called|named) )?$/u;
/** Words that may stand between “I am” and “made by”. */
const SELF = "an?|the|large|AI|artificial|intelligence|language|model|assistant|chatbot|helpful|that|which|was|and|also|originally|first|eine?|ein großes|KI|Sprachmodell|Modell|das";
const MADE = '(?:made|built|created|developed|trained|designed|released|operated|run|provided)';

/** What stands between a thing and its maker: “trained by”, “an AI model that was built by”. */
const madeBy = (own: string): RegExp => {
  const self = `(?:${SELF}${own === '' ? '' : `|${escaped(own)}`})`;
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:(?:I am|I['’]m|I was|I have been|I['’]ve been|as|ich bin|ich wurde|je suis|soy|sono|sou)(?:[ ,-]+${self})*[ ,]+(?:${MADE} by|von|par|por|da|de)(?: (?:(?:the|an?) )?(?:people|team|company|researchers|engineers) (?:at|from|of))?|my (?:makers?|creators?|developers?)(?: at| is| are|,))[ ]+$`, 'iu');
};

const MADE_ME = new RegExp(`^ (?:(?:has|had|have|originally|first) )*${MADE} (?:and ${MADE} )?me(?![\\p{L}\\p{N}])`, 'iu');

/** Places that speak of what only the model's makers see. Where the user spoke of it first, an answer may. */
const MENTIONS: readonly RegExp[] = [
  /\bsystem (?:prompt|message|instructions?)\b/iu,
  /\btraits? document\b/iu,
  /\b(?:according to|as per|per|under|following|in line with|in keeping with|because of|given) my (?:own |internal |core )?(?:guidelines|guidance|constitution|spec(?:ification)?|programming|directives)\b/iu,
  /\bmy (?:own |internal |core )?(?:guidelines|instructions|guidance|constitution|spec(?:ification)?|programming|directives) (?:say|tell|state|require|ask|instruct|direct|forbid|allow|permit|prohibit|prevent|call)s?\b/iu,
  /\bI(?:['’]ve| have| was| am|['’]m|['’]ve also| have also)(?: been)? (?:(?:specifically |explicitly )?(?:instructed|programmed) (?:not )?to|given (?:instructions|guidelines))\b/iu,
  /\bthe document (?:that )?(?:I was given|describes me|defines me|says how I)\b/iu,
  /\bmy trait of\b/iu,
];
/** Of these also a text about the model has no reason to speak. */
const NEVER_MENTIONED = /\btraits? document\b/iu;

const PLACEHOLDER = /\{\{\s*(?:model|provider)\s*\}\}/u;

/** How far before a name its words are looked at, in characters. */
const REACH = 160;
/** How far after a model's name its maker's still is beside it. */
const BESIDE = 80;

interface Told {
  readonly own: OwnNames;
  /** What a reader of the answer has before it: nothing that stands in it is a fault. */
  readonly prompt?: string;
  /** The title of the document that the model's traits stand in. */
  readonly title?: string;
}

/**
 * What is wrong with who an answer says that it is. Names count where the answer says “I am” or who made it, so an answer
 * about other models is none; what stands in code, links and quotations is somebody else's. A model's name that the user
 * wrote first may be said as theirs, in a part that was asked for say, unless the answer names its maker beside it.
 */
export function answerFaults(answer: string, { own, prompt = '', title }: Told): readonly IdentityFault[] {
  const text = plain(answer);
  const faults: IdentityFault[] = [];
  const isOwn = ownMaker(own);
  const makes = madeBy(own.model ?? '');
  const asked = plain(prompt);
  const askedNames = prompt.toLowerCase();
  const names = namesIn(text);
  const isPlayed = ({ name, maker, index }: Named): boolean =>
    askedNames.includes(name.toLowerCase()) && !names.some((other) => !other.isModel && other.maker === maker && other.index > index && other.index - index - name.length < BESIDE);
  for (const named of names) {
    const { name, index, isModel } = named;
    if (isOwn(named)) continue;
    const before = text.slice(Math.max(0, index - REACH), index);
    const after = text.slice(index + name.length, index + name.length + 2);
    const possessive = /^['’]s/u.test(after);
    if (isModel && !possessive && ((I_AM.test(before) && !ARTICLE.test(before)) || (AS.test(before) && after.startsWith(',')))) {
      if (!isPlayed(named)) faults.push(wrongModel(name, own));
    } else if (!isModel && (makes.test(before) || (possessive && I_AM.test(before)) || MADE_ME.test(text.slice(index + name.length, index + name.length + BESIDE)))) faults.push(wrongProvider(name, own));
  }
  for (const mention of MENTIONS) {
    const [words] = mention.exec(text) ?? [];
    if (words !== undefined && !mention.test(asked)) faults.push(mentioned(words));
  }
  return [...faults, ...titleFaults(text, asked, title), ...placeholderFaults(answer, prompt)];
}

/**
 * The same of a text about the model: it is about another one where it names others and never this one, and where it says
 * that somebody else made this one.
 */
export function textFaults(written: string, { own, title }: Omit<Told, 'prompt'>): readonly IdentityFault[] {
  const text = plain(written);
  const faults: IdentityFault[] = [];
  const isOwn = ownMaker(own);
  const others = namesIn(text).filter((named) => !isOwn(named));
  const { model } = own;
  if (model !== undefined && model.trim() !== '') {
    const [other] = others.filter(({ isModel }) => isModel);
    if (other !== undefined && !written.toLowerCase().includes(model.toLowerCase())) faults.push({ kind: 'model', text: other.name, reason: `It is about “${other.name}” and never names “${model}”.` });
    const made = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(model)}(?:,| is| was)?(?:[ ]+(?:an?|the|AI|language|model|assistant|which|that|was|is))*[ ,]+${MADE} by $`, 'u');
    for (const { name, index, isModel } of others) {
      const after = text.slice(index + name.length, index + name.length + 3 + model.length);
      if (!isModel && (made.test(text.slice(Math.max(0, index - REACH), index)) || new RegExp(`^['’]s ${escaped(model)}`, 'u').test(after))) faults.push(wrongProvider(name, own));
    }
  }
  const [words] = NEVER_MENTIONED.exec(text) ?? [];
  return [...faults, ...(words === undefined ? [] : [mentioned(words)]), ...titleFaults(text, '', title), ...placeholderFaults(written, '')];
}

interface Named {
  readonly name: string;
  readonly maker: number;
  readonly index: number;
  readonly isModel: boolean;
}

function namesIn(text: string): readonly Named[] {
  const known = Array.from(text.matchAll(NAMES.search), (match): Named => {
    const group = NAMES.groups[match.slice(1).findIndex((found) => found !== undefined)];
    // One maker is named like its model.
    return { name: match[0], maker: group?.maker ?? -1, index: match.index, isModel: group?.kind === 'model' || match[0] === 'DeepSeek' };
  });
  for (const { 0: name, index } of text.matchAll(LOWER_CASE)) known.push({ name, maker: makersIn(NAMES, name)[0] ?? -1, index, isModel: name !== 'openai' && name !== 'anthropic' });
  const places = new Set(known.map(({ index }) => index));
  const bare = Array.from(text.matchAll(BARE), ({ 0: name, index }): Named => ({ name, maker: makersIn(NAMES, BARE_MAKERS[name] ?? '')[0] ?? -1, index, isModel: false }));
  return [...known, ...bare.filter(({ index }) => !places.has(index))].sort((a, b) => a.index - b.index);
}

/** Who made a model says nothing of its name: where it has one, another model of the same maker is another model. */
function ownMaker({ model, provider }: OwnNames): (named: Named) => boolean {
  const all = [model, provider].flatMap((value) => (value === undefined || value.trim() === '' ? [] : [value]));
  const ofModel = model === undefined || model.trim() === '' ? all : [model];
  const among = (values: readonly string[]): ((named: Named) => boolean) => {
    const makers = new Set(values.flatMap((value) => makersIn(NAMES, BARE_MAKERS[value] ?? value)));
    const words = new Set(values.flatMap((value) => [value, ...value.split(/\s+/u)]).map((word) => word.toLowerCase()));
    return ({ name, maker }) => makers.has(maker) || words.has(name.toLowerCase());
  };
  const [isOwnModel, isOwnMaker] = [among(ofModel), among(all)];
  return (named) => (named.isModel ? isOwnModel : isOwnMaker)(named);
}

/** Where there is no space between words, names of another script are set off as everywhere else. */
function plain(text: string): string {
  return withoutQuotations(withoutLinks(withoutCode(text))).replaceAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}](?=[A-Za-z])/gu, '$& ');
}

function titleFaults(text: string, prompt: string, title: string | undefined): readonly IdentityFault[] {
  // A title of a word or two is what people say anyway.
  if (title === undefined || title.trim().split(/\s+/u).length < 3 || !text.includes(title) || prompt.includes(title)) return [];
  return [mentioned(title)];
}

function placeholderFaults(answer: string, prompt: string): readonly IdentityFault[] {
  const [text] = PLACEHOLDER.exec(withoutCode(answer)) ?? [];
  if (text === undefined || prompt.includes(text)) return [];
  return [{ kind: 'placeholder', text, reason: `It says “${text}”, a placeholder of the document, where a name was meant.` }];
}

function mentioned(text: string): IdentityFault {
  return { kind: 'mention', text, reason: `It speaks of what it was made from: “${text}”.` };
}

function wrongModel(text: string, { model }: OwnNames): IdentityFault {
  return { kind: 'model', text, reason: `It speaks as “${text}”${model === undefined ? '.' : `, and the model is “${model}”.`}` };
}

function wrongProvider(text: string, { provider, model }: OwnNames): IdentityFault {
  const expected = provider === undefined ? (model === undefined ? '' : `, and the model is “${model}”`) : `, and its maker is “${provider}”`;
  return { kind: 'provider', text, reason: `It says that “${text}” made it${expected}.` };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
