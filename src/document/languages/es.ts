/** Spanish. */
import type { Language } from '../language.ts';

const limits = ['si', 'cuando', 'donde', 'mientras', 'hasta', 'en', 'para', 'sobre', 'durante', 'salvo', 'excepto', 'a menos', 'solo', 'sólo', 'siempre que', 'a menudo', 'a veces', 'raramente', 'aquí', 'no', 'pero', 'en cuanto'];

const negations = ['no', 'nunca', 'sin', 'en lugar de', 'en vez de', 'evita', 'menos'];

export const spanish: Language = {
  names: {
    what: ['Qué', '¿Qué', 'Qué es', 'Comportamiento'],
    how: ['Cómo', '¿Cómo'],
    why: ['Por qué', '¿Por qué', 'Para qué', 'Razón', 'Razones', 'Motivo', 'Motivos', 'Justificación'],
    'trade-offs': ['Compensaciones', 'Equilibrios', 'Prioridad', 'Conflictos', 'Tensiones'],
    exceptions: ['Excepciones', 'Excepción'],
    scenarios: ['Escenarios', 'Escenario'],
    examples: ['Ejemplos', 'Ejemplo'],
  },
  signals: {
    what: [
      'debe', 'deben', 'debería', 'deberían', 'no', 'nunca', 'jamás', 'siempre', 'evita', 'evitar', 'procura', 'intenta', 'trata de', 'se esfuerza',
      'dice', 'llama', 'nombra', 'da', 'toma', 'deja', 'indica', 'explica', 'pregunta', 'responde', 'rechaza', 'ofrece', 'comprueba', 'reconoce', 'señala', 'admite', 'muestra', 'avisa',
    ],
    how: ['por ejemplo', 'p. ej.', 'tal como', 'tales como', 'cuando alguien', 'cuando un', 'cuando una', 'cuando el', 'cuando la', 'cuando se le', 'cuando le', 'si alguien', 'si un', 'si una', 'si el', 'si la', 'si le', 'si se le'],
    why: [
      'porque', 'ya que', 'puesto que', 'dado que', 'para que', 'a fin de', 'con el fin de', 'para evitar', 'para no', 'para proteger', 'para ayudar', 'para garantizar', 'por eso', 'por ello', 'por lo tanto', 'por tanto', 'de modo que', 'de manera que', 'así que', 'debido a', 'a causa de',
      'la razón es', 'el motivo es', 'por esta razón', 'por ese motivo', ', pues', 'esto permite', 'eso permite', 'lo que permite', 'esto ayuda', 'eso ayuda', 'es importante', 'es esencial', 'es fundamental', 'podría causar', 'puede causar', 'perjudicaría', 'en vista de',
    ],
    'trade-offs': [
      'prevalec*', 'prioridad', 'prima sobre', 'priman sobre', 'por encima de', 'pesa más', 'pesan más', 'más importante* que', 'a costa de', 'en detrimento', 'a expensas', 'equilibrio entre', 'sopesa*', 'en conflicto', 'conflicto entre', 'en tensión', 'cede ante', 'ceden ante', 'ceder', 'aunque eso', 'aunque esto', 'aunque ello',
    ],
    exceptions: [
      'salvo', 'excepto', 'a menos que', 'a no ser que', 'con excepción de', 'a excepción de', 'una excepción', 'como excepción', 'hay excepciones', 'no se aplica', 'no se aplican', 'no rige', 'no vale', 'solo si', 'sólo si', 'solo cuando', 'sólo cuando', 'únicamente si', 'únicamente cuando', 'siempre y cuando',
      'fuera de', 'no es necesario', 'no hace falta', 'no está obligad*', 'en algunos casos', 'en ciertos casos', 'en los casos en que', 'sin embargo, si', 'sin embargo, cuando', 'está permitido', 'es aceptable', 'depende de',
    ],
  },
  leadIns: {
    over: ['prevalece sobre', 'prima sobre', 'por encima de', 'tiene prioridad sobre'],
    'yields-to': ['cede ante', 'cede a', 'por debajo de', 'después de'],
    with: ['con', 'frente a', 'en equilibrio con'],
  },
  rules: {
    'style/vague': {
      words: ['apropiad*', 'adecuad*', 'adecuadamente', 'razonable*', 'razonablemente', 'conveniente*', 'pertinente*', 'si es necesario', 'cuando sea necesario', 'según sea necesario', 'si procede', 'cuando proceda', 'si es posible', 'cuando sea posible', 'en la medida de lo posible', 'según la situación', 'según el caso'],
    },
    'scope/absolute': {
      words: ['siempre', 'nunca', 'jamás', 'sin excepción', 'sin excepciones', 'en todo momento', 'en todos los casos', 'en ningún caso', 'bajo ninguna circunstancia', 'a toda costa', 'pase lo que pase'],
      negations: [...negations, 'casi', 'rara vez'],
    },
    'scope/always-on': { phrases: ['en cada oportunidad', 'en cada ocasión', 'a la menor ocasión', 'tan a menudo como sea posible', 'lo más a menudo posible', 'venga o no a cuento'], negations },
    'exceptions/swallows-rule': {
      phrases: [
        'si es necesario', 'cuando sea necesario', 'si es apropiado', 'cuando sea apropiado', 'cuando sea adecuado', 'si procede', 'cuando proceda', 'cuando tenga sentido', 'en algunos casos', 'en ciertos casos', 'en casos especiales', 'en casos excepcionales', 'en ciertas situaciones', 'en ciertas circunstancias',
        'a su discreción', 'según el contexto', 'según la situación', 'según las circunstancias',
      ],
      conditions: ['si', 'cuando', 'donde', 'mientras', 'hasta', 'tras', 'después', 'antes', 'con', 'sin', 'en', 'a*', 'sobre', 'para', 'por', 'd*', 'como', 'qu*', 'entre', 'solo', 'sólo'],
    },
    'part/placeholder': { markers: ['Por completar', 'por completar', 'Pendiente', 'Por escribir', 'Por definir'] },
    'trade-offs/contradiction': { limits },
    'trade-offs/cycle': { limits },
  },
};
