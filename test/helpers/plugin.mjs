// A plugin for tests: an attack and a defense.
import * as tf from '@tensorflow/tfjs-core';
import { activationHook, createAttack, defense, expected, fgsm } from 'sap-atari';

export const attacks = {
  'own-fgsm': {
    meaning: 'FGSM under a name of its own',
    takes: ['loss'],
    create({ gradient = expected({ samples: 2 }), ...chosen }) {
      const { settings, search } = fgsm({ gradient, ...chosen });
      return createAttack({ label: 'own-fgsm', settings }, search);
    },
  },
};

export const defenses = {
  scaled: {
    argument: '<s>',
    meaning: 'activations × s, 0 < s ≤ 1',
    accepts: (s) => s > 0 && s <= 1,
    create(s) {
      const label = `scaled${s}`;
      const hook = activationHook((h) => tf.mul(h, s), { stochastic: false });
      return defense(label, (model) => model.withHook(label, hook));
    },
  },
};
