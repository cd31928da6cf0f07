/** German. */
import type { Language } from '../language.ts';

const limits = ['wenn', 'falls', 'sofern', 'sobald', 'solange', 'soweit', 'wo', 'was', 'bei*', 'im', 'für', 'während', 'bis', 'außer', 'nur', 'meist*', 'oft', 'manchmal', 'selten', 'hier', 'nicht', 'aber'];

const negations = ['nicht', 'nie', 'niemals', 'kein*', 'ohne', 'statt', 'anstatt', 'kaum', 'vermeidet'];

export const german: Language = {
  names: {
    what: ['Was', 'Verhalten'],
    how: ['Wie'],
    why: ['Warum', 'Wozu', 'Weshalb', 'Begründung', 'Grund', 'Gründe'],
    'trade-offs': ['Abwägungen', 'Abwägung', 'Zielkonflikte', 'Zielkonflikt', 'Vorrang'],
    exceptions: ['Ausnahmen', 'Ausnahme'],
    scenarios: ['Szenarien', 'Szenario'],
    examples: ['Beispiele', 'Beispiel'],
  },
  signals: {
    what: [
      'soll*', 'muss', 'müssen', 'darf', 'dürfen', 'nie', 'niemals', 'immer', 'stets', 'nicht', 'kein*', 'vermeide*', 'versucht', 'bemüht sich', 'achtet darauf',
      'sagt', 'nennt', 'nimmt', 'gibt', 'macht', 'stellt', 'lässt', 'hält', 'erklärt', 'fragt', 'weist … hin', 'lehnt … ab', 'antwortet', 'räumt … ein', 'bietet', 'prüft', 'zeigt', 'behauptet', 'verspricht', 'verschweigt', 'kennzeichnet',
    ],
    how: ['zum Beispiel', 'beispielsweise', 'z. B.', 'z.B.', 'etwa wenn', 'wenn jemand', 'wenn ein*', 'wenn die', 'wenn der', 'wenn das', 'wenn Nutzer*', 'fragt jemand', 'indem'],
    why: [
      'weil', ', damit', ', denn', ', um … *zu*', 'deshalb', 'deswegen', 'daher', 'aus diesem Grund', 'der Grund ist', 'der Grund dafür', 'sodass', 'so dass', 'da sonst', 'sonst wäre*', 'sonst würde*', 'sonst droh*',
      'das schadet', 'schaden würde', 'das hilft', 'hilft dabei', 'das schützt', 'das ermöglicht', 'führt dazu', 'trägt dazu bei', 'ist wichtig', 'ist entscheidend', 'aufgrund', 'wegen',
    ],
    'trade-offs': [
      'Vorrang', 'geht vor', 'gehen vor', 'geht … vor', 'gehen … vor', 'wichtiger als', 'wiegt schwerer', 'wiegt … schwerer', 'überwieg*', 'auf Kosten', 'zulasten', 'zu Lasten', 'abwägen', 'abzuwägen', 'abgewogen', 'Abwägung*', 'wägt … ab',
      'im Konflikt', 'in Konflikt', 'Zielkonflikt*', 'widerstreit*', 'steht … zurück', 'tritt … zurück', 'zurücksteh*', 'hintanste*', 'auch wenn das', 'selbst wenn das',
    ],
    exceptions: [
      'es sei denn', 'außer', 'ausser', 'ausgenommen', 'mit Ausnahme', 'eine Ausnahme', 'ausnahmsweise', 'gilt nicht', 'gilt … nicht', 'gelten nicht', 'gelten … nicht', 'nicht gilt', 'nur wenn', 'nur dann', 'nur falls', 'sofern', 'solange', 'anders ist es', 'ist in Ordnung',
      'muss nicht', 'müssen nicht', 'braucht nicht', 'braucht … nicht', 'nicht nötig', 'nicht erforderlich', 'in manchen Fällen', 'in bestimmten Fällen', 'in Fällen', 'abgesehen von', 'hängt … davon ab', 'kommt … darauf an',
    ],
  },
  leadIns: {
    over: ['vor', 'vor der', 'vor dem', 'geht vor', 'hat Vorrang vor', 'Vorrang vor'],
    'yields-to': ['weicht', 'hinter', 'hinter der', 'hinter dem', 'tritt hinter', 'steht hinter', 'tritt zurück hinter', 'steht zurück hinter'],
    with: ['mit', 'mit der', 'mit dem', 'gegenüber', 'im Verhältnis zu', 'abzuwägen mit', 'abzuwägen gegen'],
  },
  rules: {
    'style/vague': {
      words: ['angemessen*', 'passend*', 'geeignet*', 'vernünftig*', 'sinnvoll*', 'adäquat*', 'bei Bedarf', 'nach Bedarf', 'soweit nötig', 'wenn nötig', 'falls nötig', 'gegebenenfalls', 'wo möglich', 'wenn möglich', 'nach Möglichkeit', 'soweit möglich', 'je nach Situation'],
    },
    'scope/absolute': {
      words: ['immer', 'stets', 'nie', 'niemals', 'jederzeit', 'ausnahmslos', 'ohne Ausnahme', 'in jedem Fall', 'in allen Fällen', 'auf keinen Fall', 'unter keinen Umständen', 'um jeden Preis'],
      negations: [...negations, 'fast', 'beinahe', 'wann'],
    },
    'scope/always-on': { phrases: ['bei jeder Gelegenheit', 'bei jeder sich bietenden Gelegenheit', 'so oft wie möglich', 'möglichst oft', 'ob es passt oder nicht'], negations },
    'exceptions/swallows-rule': {
      phrases: [
        'wo angemessen', 'wenn angemessen', 'wo es angemessen ist', 'wenn es angemessen ist', 'wo nötig', 'wenn nötig', 'wenn es nötig ist', 'falls nötig', 'bei Bedarf', 'wo es sinnvoll ist', 'wenn es sinnvoll ist',
        'in manchen Fällen', 'in bestimmten Fällen', 'in besonderen Fällen', 'in Ausnahmefällen', 'in Einzelfällen', 'unter bestimmten Umständen', 'in bestimmten Situationen', 'nach eigenem Ermessen', 'je nach Situation', 'je nach Kontext',
      ],
      conditions: ['wenn', 'falls', 'sofern', 'solange', 'bis', 'sobald', 'nach', 'bei*', 'i*', 'a*', 'für', 'zu*', 'mit', 'ohne', 'vo*', 'über', 'gegenüber', 'etwa', 'z.B.', 'nämlich', 'd*', 'nur', 'w*'],
    },
    'part/placeholder': { markers: ['Noch zu schreiben', 'Noch offen', 'Wird noch ergänzt', 'Folgt noch'] },
    'trade-offs/contradiction': { limits },
    'trade-offs/cycle': { limits },
  },
};
