/** French. */
import type { Language } from '../language.ts';

const limits = ['si', "s'il*", 'quand', "lorsqu*", 'où', 'dès', 'tant qu*', 'pendant', "jusqu*", 'sauf', 'dans', 'en', 'pour', 'sur', 'seulement', 'uniquement', 'souvent', 'parfois', 'rarement', 'ici', 'pas', 'mais', 'à moins', 'à condition'];

const negations = ['pas', 'jamais', 'sans', 'plutôt que', 'au lieu de', 'évite', 'moins'];

export const french: Language = {
  names: {
    what: ['Quoi', 'Comportement'],
    how: ['Comment'],
    why: ['Pourquoi', 'Raison', 'Raisons', 'Justification'],
    'trade-offs': ['Arbitrages', 'Arbitrage', 'Compromis', 'Priorité'],
    exceptions: ['Exceptions', 'Exception'],
    scenarios: ['Scénarios', 'Scénario'],
    examples: ['Exemples', 'Exemple'],
  },
  signals: {
    what: [
      'doit', 'doivent', 'devrait', 'devraient', 'ne', "n'", 'jamais', 'toujours', 'évite', 'éviter', "s'efforce", 'cherche à', 'veille à',
      'dit', 'appelle', 'nomme', 'donne', 'prend', 'laisse', 'indique', 'précise', 'explique', 'demande', 'répond', 'refuse', 'propose', 'vérifie', 'reconnaît', 'signale', 'admet', 'annonce', 'montre',
    ],
    how: ['par exemple', 'p. ex.', 'tel que', 'telle que', 'tels que', 'telles que', "lorsqu*", 'quand un', 'quand une', 'quand on', "quand quelqu'un", 'quand le', 'quand la', "quand l'", 'quand les', "si quelqu'un", "si l'*", 'si on', 'si une', 'si un'],
    why: [
      'parce qu*', ', car', 'car il', 'car elle', 'car on', 'car un', 'afin de', "afin d'", 'afin qu*', 'pour que', "pour qu'", 'pour éviter', 'pour ne pas', 'pour permettre', 'pour protéger', 'puisqu*', 'étant donné', 'en raison de', "c'est pourquoi", 'voilà pourquoi', 'la raison en est', 'pour cette raison',
      'de sorte que', 'si bien que', 'sans quoi', 'faute de quoi', 'par conséquent', 'cela permet', 'ce qui permet', 'cela aide', 'ce qui aide', 'cela évite', 'cela nuit', 'nuirait', 'est important*', 'est essentiel*', 'risquerait', 'on risque',
    ],
    'trade-offs': [
      "l'emporte*", 'prime sur', 'priment sur', 'prévaut', 'prévalent', 'priorité', 'passe avant', 'passent avant', 'passe après', 'plus important* que', 'au détriment', 'au prix de', 'aux dépens', 'compromis entre', 'concili*', 'équilibre entre', 'en balance', 'pèse plus', 'pèsent plus',
      'en conflit', 'en tension', 'contredi*', 'cède', 'cèdent', "s'efface", 'quitte à', 'même si cela',
    ],
    exceptions: [
      'sauf', 'excepté', 'à moins', 'hormis', "à l'exception", 'une exception', 'par exception', "s'applique pas", "s'appliquent pas", 'ne vaut pas', 'seulement si', 'seulement quand', "seulement lorsqu*", 'uniquement si', 'uniquement quand', 'ne … que si', 'ne … que lorsqu*', 'tant que', "tant qu'", "pourvu qu*", 'à condition',
      "pas nécessaire", 'pas tenu*', 'pas besoin', 'en dehors de', 'dans certains cas', 'dans les cas où', 'cependant, si', 'toutefois, si', 'il est permis', 'est acceptable', 'dépend de', 'dépend du',
    ],
  },
  leadIns: {
    over: ["l'emporte sur", 'prime sur', 'prévaut sur', 'passe avant', 'a priorité sur', 'avant'],
    'yields-to': ['cède à', 'cède devant', 'cède le pas à', "s'efface devant", 'passe après', 'après'],
    with: ['avec', 'face à', 'à concilier avec', 'à mettre en balance avec'],
  },
  rules: {
    'style/vague': {
      words: ['approprié*', 'adéquat*', 'convenable*', 'convenablement', 'raisonnable*', 'raisonnablement', 'pertinent*', 'adapté*', 'au besoin', 'si besoin', 'si nécessaire', 'le cas échéant', 'si possible', 'dans la mesure du possible', 'autant que possible', 'selon la situation', 'selon les cas'],
    },
    'scope/absolute': {
      words: ['toujours', 'jamais', 'sans exception', 'sans aucune exception', 'en aucun cas', 'dans tous les cas', 'en toutes circonstances', 'en toute circonstance', 'à tout prix', "quoi qu'il arrive"],
      negations: [...negations, 'presque', 'rarement'],
    },
    'scope/always-on': { phrases: ['à chaque occasion', 'à toute occasion', 'à la moindre occasion', 'aussi souvent que possible', 'le plus souvent possible', 'même hors de propos'], negations },
    'exceptions/swallows-rule': {
      phrases: [
        'si nécessaire', 'si besoin', 'au besoin', 'le cas échéant', "quand c'est nécessaire", "si c'est approprié", "quand c'est approprié", "lorsque c'est approprié",
        'dans certains cas', 'dans certaines situations', 'dans certaines circonstances', 'dans des cas particuliers', 'dans des cas exceptionnels', 'à sa discrétion', 'selon le contexte', 'selon la situation', 'selon les circonstances',
      ],
      conditions: ['si', 's', 'quand', 'lorsqu*', 'où', 'dès', 'tant', 'pendant', 'après', 'avant', 'avec', 'sans', 'dans', 'en', 'au*', 'à', 'sur', 'pour', 'd*', 'par', 'comme', 'qu*', 'car', 'chez'],
    },
    'part/placeholder': { markers: ['À compléter', 'à compléter', 'À écrire', 'À rédiger', 'À venir'] },
    'trade-offs/contradiction': { limits },
    'trade-offs/cycle': { limits },
  },
};
