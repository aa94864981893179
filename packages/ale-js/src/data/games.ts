// A table: the 104 games that ALE 0.12 supports. `games/game.ts` documents the keys and the language of expressions.
import type { Game } from '../games/game.js';

/** The 104 games that ALE 0.12 supports, in the order in which it looks them up. */
export const games: readonly Game[] = [
  {
    id: 'adventure',
    name: 'Adventure',
    md5: ['4b27f5397c442d25f0c418ccdacf1926'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'NONE', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['&', ['>>', ['ram', 221], 1], 3], 'mode'], [['select', ['+', 2, ['%', ['rng'], 256]]], ['act', 'NOOP']]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0},
      step: [
        ['reward', ['if', ['==', ['ram', 185], 18], 1, 'reward']],
        ['terminal', ['or', ['==', ['ram', 224], 2], ['==', ['ram', 185], 18]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 1,
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'air_raid',
    name: 'AirRaid',
    md5: ['35be55426c1fec32dfb503b4f0651572'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [1, 2, 3, 4, 5, 6, 7, 8],
    defaultMode: 1,
    difficulties: [0],
    modeProgram: [
      ['select', 20],
      ['while', ['!=', ['ram', 170], 'mode'], [['select', 10]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 170, 169, 168]],
        ['terminal', ['==', ['ram', 167], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'alien',
    name: 'Alien',
    md5: ['f1a0a23e6464d954e3a9579c4ccd01c8'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 129], 'mode'], [['select', 1]]],
      ['let', 'lives', ['&', ['ram', 192], 15]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['*', ['+', ['if', ['==', ['ram', 139], 128], 0, ['>>', ['ram', 139], 3]], ['*', ['if', ['==', ['ram', 137], 128], 0, ['>>', ['ram', 137], 3]], 10], ['*', ['if', ['==', ['ram', 135], 128], 0, ['>>', ['ram', 135], 3]], 100], ['*', ['if', ['==', ['ram', 133], 128], 0, ['>>', ['ram', 133], 3]], 1000], ['*', ['if', ['==', ['ram', 131], 128], 0, ['>>', ['ram', 131], 3]], 10000]], 10]],
        ['lives', ['&', ['ram', 192], 15]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 'lives',
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'amidar',
    name: 'Amidar',
    md5: ['acb7750b4d0c4bd34969802a7deb2990'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'NONE', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'A', rightDifficulty: 'A', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 217, 218, 219]],
        ['lives', ['&', ['ram', 214], 15]],
        ['terminal', ['==', ['ram', 214], 128]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'assault',
    name: 'Assault',
    md5: ['de78b3a064d374390ac0710f95edde92'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 130, 129, 128]],
        ['lives', ['ram', 229]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'asterix',
    name: 'Asterix',
    md5: ['89a68746eff7f266bbf08de2483abe55'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 224, 223, 222]],
        ['lives', ['&', ['ram', 211], 15]],
        ['terminal', ['and', ['==', ['ram', 199], 1], ['==', 'lives', 1]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'asteroids',
    name: 'Asteroids',
    md5: ['ccbd36746ed4525821a8083b0d6d2c2c'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: false, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 128],
    defaultMode: 0,
    difficulties: [0, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['$s', ['*', ['bcd', 190, 189], 10]],
        ['reward', ['-', '$s', 'score']],
        ['reward', ['if', ['<', 'reward', 0], ['+', 'reward', 100000], 'reward']],
        ['score', '$s'],
        ['lives', ['>>', ['ram', 188], 4]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'atlantis',
    name: 'Atlantis',
    md5: ['9ad36e699ef6f45d9eb6c4cf90475c9f'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 141], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 6},
      step: [
        ['$s', ['*', ['bcd', 162, 163, 161], 100]],
        ['lives', ['ram', 241]],
        ['terminal', ['==', 'lives', 255]],
        ['reward', ['if', 'terminal', 0, ['-', '$s', 'score']]],
        ['score', ['if', 'terminal', 'score', '$s']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 6
  },
  {
    id: 'atlantis2',
    name: 'Atlantis2',
    md5: ['826481f6fc53ea47c9f272f7050eedf7'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      init: {lives: 0},
      step: [
        ['lives', ['ram', 241]],
        ['terminal', ['==', 'lives', 255]],
        ['$s', ['bcd', 161, 162, 163]],
        ['reward', ['if', 'terminal', 0, ['-', '$s', 'score']]],
        ['score', ['if', 'terminal', 'score', '$s']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: ['lives']
    },
    livesAtConstruction: 0
  },
  {
    id: 'backgammon',
    name: 'Backgammon',
    md5: ['8556b42aa05f94bc29ff39c39b11bff4'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'PADDLES', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: true,
    settings: {paddle_max: 1000000},
    minimalActions: ['FIRE', 'RIGHT', 'LEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [3],
    modeProgram: [
      ['while', ['!=', ['ram', 220], 3], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0},
      step: [
        ['$myOut', ['s8', ['-', 0, ['s8', ['ram', 128]]]]],
        ['$cpuOut', ['s8', ['ram', 142]]],
        ['$cpuIn', ['s8', ['+', ['sum', 129, 141, ['max', ['s8', 'byte'], 0]], ['sum', 143, 155, ['max', ['s8', 'byte'], 0]]]]],
        ['$myIn', ['s8', ['+', ['sum', 129, 141, ['max', ['-', 0, ['s8', 'byte']], 0]], ['sum', 143, 155, ['max', ['-', 0, ['s8', 'byte']], 0]]]]],
        ['$valid', ['and', ['==', ['+', '$cpuIn', '$cpuOut'], 15], ['==', ['+', '$myIn', '$myOut'], 15]]],
        ['$win', ['and', '$valid', ['==', '$myOut', 15]]],
        ['$loss', ['and', '$valid', ['not', '$win'], ['==', '$cpuOut', 15]]],
        ['terminal', ['or', 'terminal', '$win', '$loss']],
        ['reward', ['if', '$win', 1, ['if', '$loss', -1, 'reward']]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'bank_heist',
    name: 'BankHeist',
    md5: ['00ce0bdd43aed84a983bef38fe7f5ee3'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 4, 8, 12, 16, 20, 24, 28],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['bcd', 218, 217, 216]],
        ['lives', ['ram', 213]],
        ['terminal', ['and', ['==', ['ram', 206], 1], ['==', 'lives', 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'basic_math',
    name: 'BasicMath',
    md5: ['819aeeb9a2e11deb54e6de334f843894'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [5, 6, 7, 8],
    defaultMode: 5,
    difficulties: [0, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 197], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 132]],
        ['terminal', ['!=', ['bcd', 134], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'battle_zone',
    name: 'BattleZone',
    md5: ['41f252a66c6301f1e8ab3612c19bc5d4'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: false, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [1, 2, 3],
    defaultMode: 1,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 161], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['*', ['+', ['if', ['==', ['>>', ['ram', 157], 4], 10], 0, ['>>', ['ram', 157], 4]], ['*', ['if', ['==', ['&', ['ram', 158], 15], 10], 0, ['&', ['ram', 158], 15]], 10], ['*', ['if', ['==', ['>>', ['ram', 158], 4], 10], 0, ['>>', ['ram', 158], 4]], 100]], 1000]],
        ['lives', ['&', ['ram', 186], 15]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'beam_rider',
    name: 'BeamRider',
    md5: ['79ab4123a83dc11d468fb2108ea09e2e'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'UPRIGHT', 'UPLEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [['RIGHT', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 137, 138, 139]],
        ['$n', ['+', ['ram', 133], 1]],
        ['lives', ['if', ['and', ['==', '$n', ['-', 'lives', 1]], ['!=', ['ram', 140], 1]], 'lives', '$n']],
        ['terminal', ['==', ['ram', 133], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'berzerk',
    name: 'Berzerk',
    md5: ['136f75c4dd02c29283752b7e5799f978'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18],
    defaultMode: 1,
    difficulties: [0],
    modeProgram: [
      ['repeat', 20, [['act', 'NOOP']]],
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 223, 222, 221]],
        ['lives', ['+', ['ram', 218], 1]],
        ['terminal', ['==', ['ram', 218], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'blackjack',
    name: 'Blackjack',
    md5: ['0a981c03204ac2b278ba392674682560'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'PADDLES', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: true,
    settings: {paddle_max: 795000},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$bust', ['and', ['==', ['ram', 134], 11], ['==', ['ram', 137], 187]]],
        ['delta', ['if', '$bust', 0, ['bcd', 137, 134]]],
        ['terminal', ['or', '$bust', ['>=', 'score', 1000]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'bowling',
    name: 'Bowling',
    md5: ['c9b7afad3bfd922e006a6bfc1d4f3fe7'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'DOWN', 'UPFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2, 4],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 130], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 161, 166]],
        ['terminal', ['>', ['ram', 164], 16]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'boxing',
    name: 'Boxing',
    md5: ['c3ef5c4653212088eda54dc91d787870'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$me', ['if', ['==', ['ram', 146], 192], 100, ['bcd', 146]]],
        ['$op', ['if', ['==', ['ram', 147], 192], 100, ['bcd', 147]]],
        ['delta', ['-', '$me', '$op']],
        ['terminal', ['or', ['==', '$me', 100], ['==', '$op', 100], ['and', ['==', ['>>', ['ram', 144], 4], 0], ['==', ['bcd', 145], 0]]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'breakout',
    name: 'Breakout',
    md5: ['f34f08e5eb96e500e851a80be3277a56'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'PADDLES', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: true,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 178], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5, started: 0},
      step: [
        ['delta', ['+', ['&', ['ram', 205], 15], ['*', ['>>', ['ram', 205], 4], 10], ['*', ['&', ['ram', 204], 15], 100]]],
        ['started', ['or', 'started', ['==', ['ram', 185], 5]]],
        ['terminal', ['and', 'started', ['==', ['ram', 185], 0]]],
        ['lives', ['ram', 185]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'carnival',
    name: 'Carnival',
    md5: ['028024fb8e5e5f18ea586652f9799c96'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 26, height: 214, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 214},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['*', ['bcd', 174, 173], 10]],
        ['terminal', ['<', ['ram', 131], 1]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'casino',
    name: 'Casino',
    md5: ['b816296311019ab69a21cb9e9e235d12'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'PADDLES', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: true,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'DOWN'],
    illegalActions: [],
    startingActions: [['NOOP', 60], ['FIRE', 2]],
    modes: [0, 2, 3],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 212], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$s', ['bcd', 149, 140]],
        ['$solitaire', ['==', ['ram', 212], 3]],
        ['$locked', ['!=', ['&', ['ram', 211], 128], 0]],
        ['reward', ['if', ['or', '$solitaire', ['not', '$locked']], ['-', '$s', 'score'], 'reward']],
        ['terminal', ['if', '$solitaire', ['and', ['>', '$s', 0], ['==', ['ram', 158], 170]], ['or', ['==', '$s', 0], ['and', ['>', ['bcd', 158], 0], '$locked']]]],
        ['score', '$s']
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'centipede',
    name: 'Centipede',
    md5: ['91c2098e88a6b13f977af8c003e0bca5'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [22, 86],
    defaultMode: 22,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 167], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 246, 245, 244]],
        ['reward', ['max', 'reward', 0]],
        ['lives', ['+', ['&', ['>>', ['ram', 237], 4], 7], 1]],
        ['terminal', ['!=', ['&', ['ram', 166], 64], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'chopper_command',
    name: 'ChopperCommand',
    md5: ['c1cb228470a87beb5f36e90ac745da26'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 224], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, score: 0, lives: 3, noLives: 0, started: 0},
      step: [
        ['delta', ['*', ['bcd', 238, 236], 100]],
        ['lives', ['&', ['ram', 228], 15]],
        ['noLives', ['==', 'lives', 0]],
        ['started', ['or', 'started', ['&', ['ram', 194], 1]]]
      ],
      reward: 'reward',
      terminal: ['and', 'started', 'noLives'],
      lives: 'lives',
      unsaved: ['started']
    },
    livesAtConstruction: 3
  },
  {
    id: 'crazy_climber',
    name: 'CrazyClimber',
    md5: ['55ef7b65066428367844342ed59f956c'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['*', ['+', ['ram', 130], ['*', ['ram', 131], 10], ['*', ['ram', 132], 100], ['*', ['ram', 133], 1000]], 100]],
        ['reward', ['max', 'reward', 0]],
        ['lives', ['ram', 170]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'crossbow',
    name: 'Crossbow',
    md5: ['8cd26dcf249456fe4aeb8db42d49df74'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2, 4, 6],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['u8', ['-', ['ram', 141], 1]], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 141, 140, 139]],
        ['terminal', ['==', ['ram', 231], 130]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'darkchambers',
    name: 'Darkchambers',
    md5: ['106855474c69d08c8ffa308d47337269'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: false, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['NOOP', 486]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, level: 0, health: 0},
      step: [
        ['$back', ['<', ['ram', 213], 'level']],
        ['level', ['if', '$back', 'level', ['ram', 213]]],
        ['$s', ['*', ['bcd', 204, 207], 10]],
        ['$gain', ['and', ['not', '$back'], ['>=', '$s', 'score']]],
        ['reward', ['if', '$gain', ['-', '$s', 'score'], 0]],
        ['score', ['if', '$gain', '$s', 'score']],
        ['health', ['if', '$back', 'health', ['&', ['ram', 202], 31]]],
        ['terminal', ['or', 'terminal', '$back', ['not', '$gain'], ['==', 'health', 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'defender',
    name: 'Defender',
    md5: ['0f643c34e40e3f1daafd9c524d3ffe64'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 16],
    defaultMode: 1,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 155], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['+', ['if', ['==', ['&', ['ram', 156], 15], 10], 0, ['&', ['ram', 156], 15]], ['*', ['if', ['==', ['&', ['ram', 157], 15], 10], 0, ['&', ['ram', 157], 15]], 10], ['*', ['if', ['==', ['&', ['ram', 158], 15], 10], 0, ['&', ['ram', 158], 15]], 100], ['*', ['if', ['==', ['&', ['ram', 159], 15], 10], 0, ['&', ['ram', 159], 15]], 1000], ['*', ['if', ['==', ['&', ['ram', 160], 15], 10], 0, ['&', ['ram', 160], 15]], 10000], ['*', ['if', ['==', ['&', ['ram', 161], 15], 10], 0, ['&', ['ram', 161], 15]], 100000]]],
        ['lives', ['ram', 194]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'demon_attack',
    name: 'DemonAttack',
    md5: ['f0e0addc07971561ab80d9abe1b8d333'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [1, 3, 5, 7],
    defaultMode: 1,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 234], 'mode'], [['select', 1]]],
      ['let', 'modeChanged', 1],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4, modeChanged: 0},
      step: [
        ['delta', ['if', ['and', ['==', ['ram', 129], 171], ['==', ['ram', 131], 205], ['==', ['ram', 133], 234]], 0, ['bcd', 133, 131, 129]]],
        ['terminal', ['and', ['==', ['ram', 242], 0], ['==', ['ram', 241], 189], ['not', 'modeChanged']]],
        ['lives', ['+', ['ram', 242], 1]],
        ['modeChanged', 0]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: ['modeChanged']
    },
    livesAtConstruction: 4
  },
  {
    id: 'donkey_kong',
    name: 'DonkeyKong',
    md5: ['36b20c427975760cb9cf4a47e41369e4'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 2},
      step: [
        ['delta', ['*', ['bcd', 136, 135], 100]],
        ['lives', ['ram', 163]],
        ['terminal', ['and', ['==', 'lives', 0], ['==', ['ram', 143], 3], ['==', ['ram', 139], 31]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 2
  },
  {
    id: 'double_dunk',
    name: 'DoubleDunk',
    md5: ['368d88a6c071caba60b4f778615aae94'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['UPFIRE', 1]],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['select', 1],
      ['let', '$at', ['ram', 176]],
      ['while', ['==', '$at', ['ram', 176]], [['act', 'DOWN'], ['act', 'NOOP']]],
      ['let', '$at', ['ram', 176]],
      ['while', ['==', '$at', ['ram', 176]], [['act', 'DOWN'], ['act', 'NOOP']]],
      ['if', ['&', 'mode', 1], [['while', ['!=', ['&', ['ram', 128], 8], 8], [['act', 'RIGHT'], ['act', 'NOOP']]]], [['while', ['==', ['&', ['ram', 128], 8], 8], [['act', 'LEFT'], ['act', 'NOOP']]]]],
      ['let', '$at', ['ram', 176]],
      ['while', ['==', '$at', ['ram', 176]], [['act', 'DOWN'], ['act', 'NOOP']]],
      ['if', ['&', 'mode', 2], [['while', ['!=', ['&', ['ram', 128], 16], 16], [['act', 'RIGHT'], ['act', 'NOOP']]]], [['while', ['==', ['&', ['ram', 128], 16], 16], [['act', 'LEFT'], ['act', 'NOOP']]]]],
      ['let', '$at', ['ram', 176]],
      ['while', ['==', '$at', ['ram', 176]], [['act', 'DOWN'], ['act', 'NOOP']]],
      ['if', ['&', 'mode', 4], [['while', ['!=', ['&', ['ram', 128], 4], 4], [['act', 'RIGHT'], ['act', 'NOOP']]]], [['while', ['==', ['&', ['ram', 128], 4], 4], [['act', 'LEFT'], ['act', 'NOOP']]]]],
      ['let', '$at', ['ram', 176]],
      ['while', ['==', '$at', ['ram', 176]], [['act', 'DOWN'], ['act', 'NOOP']]],
      ['if', ['&', 'mode', 8], [['while', ['!=', ['&', ['ram', 128], 32], 32], [['act', 'RIGHT'], ['act', 'NOOP']]]], [['while', ['==', ['&', ['ram', 128], 32], 32], [['act', 'LEFT'], ['act', 'NOOP']]]]],
      ['reset'],
      ['act', 'UPFIRE'],
      ['act', 'NOOP']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$me', ['bcd', 246]],
        ['$op', ['bcd', 247]],
        ['delta', ['-', '$me', '$op']],
        ['terminal', ['and', ['or', ['>=', '$me', 24], ['>=', '$op', 24]], ['==', ['ram', 254], 231]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'earthworld',
    name: 'Earthworld',
    md5: ['5aea9974b975a6a844e6df10d2b861c4'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 167]],
        ['terminal', ['==', 'score', 10]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'elevator_action',
    name: 'ElevatorAction',
    md5: ['71f8bacfbdca019113f3f0801849057e'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 16]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 137, 136, 135]],
        ['lives', ['ram', 131]],
        ['terminal', ['and', ['==', 'lives', 0], ['!=', ['ram', 129], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'enduro',
    name: 'Enduro',
    md5: ['94b92a882f6dbaa6993a46e2dcc58402'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'DOWN', 'DOWNRIGHT', 'DOWNLEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$level', ['ram', 173]],
        ['$cars', ['bcd', 171, 172]],
        ['delta', ['if', ['==', '$level', 0], 0, ['if', ['==', '$level', 1], ['-', 200, '$cars'], ['+', 200, ['*', ['-', '$level', 2], 300], ['-', 300, '$cars']]]]],
        ['terminal', ['==', ['ram', 175], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'entombed',
    name: 'Entombed',
    md5: ['6b683be69f92958abe0e2a9945157ad5'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1], ['NOOP', 5]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 2],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['ram', 227]],
        ['terminal', ['==', ['&', ['ram', 199], 3], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'et',
    name: 'Et',
    md5: ['615a3bf251a38eb6638cdc7ffbde5480'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['u8', ['-', ['ram', 234], 1]], 'mode'], [['select', 25]], 100],
      ['failIf', ['!=', ['u8', ['-', ['ram', 234], 1]], 'mode']],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 0},
      step: [
        ['delta', ['bcd', 225, 224, 223]],
        ['lives', ['s8', ['+', ['ram', 229], 1]]],
        ['terminal', ['and', ['==', 'lives', 0], ['==', ['ram', 128], 8]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'fishing_derby',
    name: 'FishingDerby',
    md5: ['b8865f05676e64f3bec72b9defdacfa7'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['-', ['bcd', 189], ['bcd', 190]]],
        ['terminal', ['or', ['==', ['ram', 189], 153], ['==', ['ram', 190], 153]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'flag_capture',
    name: 'FlagCapture',
    md5: ['30512e0e83903fc05541d2f6a6a62654'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [8, 9, 10],
    defaultMode: 8,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 214], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 234]],
        ['terminal', ['==', ['bcd', 235], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'freeway',
    name: 'Freeway',
    md5: ['8e0ab801b1705a740b476b7f588c6d16'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 231]],
        ['reward', ['min', ['max', 'reward', 0], 1]],
        ['terminal', ['==', ['ram', 150], 1]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'frogger',
    name: 'Frogger',
    md5: ['081e2c114c9c20b61acf25fc95c71bf4'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 221], ['+', 1, ['*', 'mode', 2]]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 206, 204]],
        ['lives', ['ram', 208]],
        ['terminal', ['==', ['ram', 208], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'frostbite',
    name: 'Frostbite',
    md5: ['4ca73eb959299471788f0b685c3ba0b5'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 202, 201, 200]],
        ['lives', ['+', ['&', ['ram', 204], 15], 1]],
        ['terminal', ['and', ['==', ['&', ['ram', 204], 15], 0], ['!=', ['&', ['ram', 241], 128], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'galaxian',
    name: 'Galaxian',
    md5: ['211774f4c5739042618be8ff67351177'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    defaultMode: 1,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 179], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['$s', ['bcd', 174, 173, 172]],
        ['reward', ['-', '$s', 'score']],
        ['reward', ['if', ['<', 'reward', 0], ['+', 'reward', 1000000], 'reward']],
        ['score', '$s'],
        ['terminal', ['!=', ['&', ['ram', 191], 128], 0]],
        ['lives', ['if', 'terminal', 0, ['+', ['ram', 185], 1]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'gopher',
    name: 'Gopher',
    md5: ['c16c79aad6272baffb8aae9a7fff0864'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['reset'],
      ['while', ['!=', ['ram', 211], 'mode'], [['select', 5]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 178, 177, 176]],
        ['$c', ['&', ['ram', 180], 7]],
        ['terminal', ['==', '$c', 0]],
        ['lives', ['+', ['&', '$c', 1], ['&', ['>>', '$c', 1], 1], ['>>', '$c', 2]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'gravitar',
    name: 'Gravitar',
    md5: ['8ac18076d01a6b63acf6e2cab4968940'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 16]],
    modes: [0, 1, 2, 3, 4],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 10]]],
      ['let', 'lives', ['if', ['==', 'mode', 1], 15, ['if', ['==', 'mode', 3], 100, ['if', ['==', 'mode', 4], 25, 6]]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 6},
      step: [
        ['delta', ['bcd', 137, 136, 135]],
        ['lives', ['if', ['==', ['ram', 129], 0], 6, ['+', ['ram', 132], 1]]],
        ['terminal', ['==', ['ram', 129], 1]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 6
  },
  {
    id: 'hangman',
    name: 'Hangman',
    md5: ['f16c709df0a6c52f47ff52b9d95b7d8d'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 238], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, cpu: 0, me: 0, timer: -1, timerBefore: -1},
      step: [
        ['$cpu', ['bcd', 236]],
        ['$me', ['bcd', 235]],
        ['reward', ['-', ['-', '$me', 'me'], ['-', '$cpu', 'cpu']]],
        ['cpu', '$cpu'],
        ['me', '$me'],
        ['timerBefore', 'timer'],
        ['timer', ['ram', 241]],
        ['terminal', ['or', ['!=', 'reward', 0], ['and', ['==', 'timer', 0], ['==', 'timerBefore', 255]]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: ['timer', 'timerBefore']
    },
    livesAtConstruction: 1
  },
  {
    id: 'haunted_house',
    name: 'HauntedHouse',
    md5: ['f0a6e99f5875891246c3dbecbf2d2cea'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 204], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, matches: 0, lives: 9},
      step: [
        ['$m', ['bcd', 130]],
        ['reward', ['if', ['!=', '$m', 'matches'], -1, 0]],
        ['matches', '$m'],
        ['lives', ['ram', 150]],
        ['$won', ['==', ['ram', 153], 68]],
        ['reward', ['if', '$won', ['+', 'reward', 100], 'reward']],
        ['terminal', ['or', ['==', 'lives', 0], '$won']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 9
  },
  {
    id: 'hero',
    name: 'Hero',
    md5: ['fca4a5be1251927027f2c24774a02160'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 185, 184, 183]],
        ['lives', ['ram', 179]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'human_cannonball',
    name: 'HumanCannonball',
    md5: ['7972e5101fa548b952d852db24ad6060'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['or', ['!=', ['u8', ['-', ['ram', 182], 1]], 'mode'], ['!=', ['ram', 183], 1]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, misses: 0},
      step: [
        ['delta', ['bcd', 182]],
        ['misses', ['bcd', 183]],
        ['terminal', ['or', ['==', 'score', 7], ['==', 'misses', 7]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'ice_hockey',
    name: 'IceHockey',
    md5: ['a4c08c4994eb9d24fb78be1793e82e26'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['-', ['bcd', 138], ['bcd', 139]]],
        ['reward', ['min', 'reward', 1]],
        ['terminal', ['and', ['==', ['ram', 135], 0], ['==', ['ram', 134], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'jamesbond',
    name: 'Jamesbond',
    md5: ['e51030251e440cffaab1ac63438b44ae'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['and', ['!=', ['ram', 140], 'mode'], ['!=', ['ram', 140], ['+', 'mode', 72]]], [['select', 20]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 6},
      step: [
        ['delta', ['bcd', 220, 221, 222]],
        ['lives', ['+', ['&', ['ram', 134], 15], 1]],
        ['terminal', ['and', ['==', ['&', ['ram', 134], 15], 0], ['==', ['ram', 140], 104]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 6
  },
  {
    id: 'journey_escape',
    name: 'JourneyEscape',
    md5: ['718ae62c70af4e5fd8e932fee216948a'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 230, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 230},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 146, 145, 144]],
        ['reward', ['if', ['==', 'reward', 50000], 0, 'reward']],
        ['terminal', ['and', ['==', ['ram', 149], 0], ['==', ['ram', 150], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'kaboom',
    name: 'Kaboom',
    md5: ['5428cdfada281c569c74c7308c7f2c26'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'PADDLES', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: true,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 165, 164, 163]],
        ['terminal', ['or', ['==', ['ram', 161], 0], ['==', 'score', 999999]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'kangaroo',
    name: 'Kangaroo',
    md5: ['4326edb70ff20d0ee5ba58fa5cb09d60'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['and', ['!=', ['ram', 186], 'mode'], ['!=', ['ram', 186], ['+', 'mode', 128]]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['*', ['bcd', 168, 167], 100]],
        ['lives', ['+', ['&', ['ram', 173], 7], 1]],
        ['terminal', ['==', ['ram', 173], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'koolaid',
    name: 'Koolaid',
    md5: ['534e23210dd1993c828d944c6ac4d9fb'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['*', ['bcd', 129, 128], 100]],
        ['terminal', ['==', ['ram', 209], 128]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'keystone_kapers',
    name: 'KeystoneKapers',
    md5: ['6c1f3f2e359dbf55df462ccbcdd2f6bf'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [['RESET', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 156, 155]],
        ['lives', ['ram', 150]],
        ['terminal', ['and', ['==', 'lives', 0], ['==', ['ram', 136], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'king_kong',
    name: 'KingKong',
    md5: ['0dd4c69b5f9a7ae96a7a08329496779a'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 236], ['*', 'mode', 2]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 131, 130]],
        ['lives', ['ram', 238]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'klax',
    name: 'Klax',
    md5: ['eed9eaf1a0b6a2b9bc4c8032cb43e3fb'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1], ['NOOP', 1]],
    modes: [0, 1, 2],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['peek', 61674], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['+', ['+', ['*', ['>>', ['peek', 61620], 4], 10], ['&', ['peek', 61620], 15]], ['*', ['+', ['*', ['>>', ['peek', 61621], 4], 10], ['&', ['peek', 61621], 15]], 100], ['*', ['+', ['*', ['>>', ['peek', 61622], 4], 10], ['&', ['peek', 61622], 15]], 10000]]],
        ['$blocks', ['sum', 179, 203, ['and', ['!=', 'byte', 0], ['!=', 'byte', 2], ['!=', 'byte', 6], ['!=', 'byte', 10], ['!=', 'byte', 14]]]],
        ['terminal', ['or', ['and', ['>', ['peek', 61673], 0], ['==', ['peek', 61678], ['peek', 61673]]], ['and', ['==', ['ram', 168], 4], ['==', '$blocks', 25]], ['==', ['peek', 61597], 153]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'krull',
    name: 'Krull',
    md5: ['4baada22435320d185c95b7dd2bcdb24'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 158, 157, 156]],
        ['lives', ['+', ['&', ['ram', 159], 7], 1]],
        ['terminal', ['and', ['==', ['ram', 159], 0], ['==', ['ram', 162], 3], ['==', ['ram', 128], 128]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'kung_fu_master',
    name: 'KungFuMaster',
    md5: ['5b92a93b23523ff16e2789b820e2a4c5'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'DOWNRIGHT', 'DOWNLEFT', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 154, 153, 152]],
        ['lives', ['+', ['&', ['ram', 157], 7], 1]],
        ['terminal', ['==', ['ram', 157], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'laser_gates',
    name: 'LaserGates',
    md5: ['8e4cd60d93fcde8065c1a2b972a26377'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['RESET', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 130, 129, 128]],
        ['terminal', ['==', ['ram', 131], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'lost_luggage',
    name: 'LostLuggage',
    md5: ['2d76c5d1aad506442b9e9fb67765e051'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: ['FIRE', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    startingActions: [['FIRE', 1]],
    modes: [0, 1],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 148], ['+', 1, ['*', 'mode', 3]]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 150, 149, 148]],
        ['lives', ['ram', 202]],
        ['terminal', ['and', ['==', 'lives', 0], ['==', ['ram', 200], 10], ['==', ['ram', 165], 0], ['==', ['ram', 169], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'mario_bros',
    name: 'MarioBros',
    md5: ['e908611d99890733be31733a979c62d8'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['NOOP', 10], ['FIRE', 7]],
    modes: [0, 2, 4, 6],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 5]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 0},
      step: [
        ['delta', ['*', ['bcd', 138, 137], 100]],
        ['lives', ['ram', 135]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'miniature_golf',
    name: 'MiniatureGolf',
    md5: ['df62a658496ac98a3aa4a6ee5719c251'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, hole: 0, par: 0, hits: 0, left: 0, hitsAtStart: 0},
      step: [
        ['$left', ['bcd', 135]],
        ['$right', ['bcd', 136]],
        ['$hole', ['bcd', 175]],
        ['$new', ['!=', '$hole', 'hole']],
        ['$used', ['-', ['+', 'left', 'hits'], 'hitsAtStart']],
        ['reward', ['if', ['and', '$new', ['>', '$used', 0]], ['-', 'par', '$used'], 0]],
        ['terminal', ['or', 'terminal', ['and', '$new', ['==', '$hole', 0]]]],
        ['hole', '$hole'],
        ['hits', ['if', '$new', 0, 'hits']],
        ['hitsAtStart', ['if', '$new', 'left', 'hitsAtStart']],
        ['$lobby', ['!=', '$right', 0]],
        ['par', ['if', '$lobby', '$right', 'par']],
        ['hits', ['if', ['and', ['not', '$lobby'], ['<', '$left', 'left']], ['+', 'hits', 'left'], 'hits']],
        ['left', ['if', '$lobby', 'left', '$left']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'montezuma_revenge',
    name: 'MontezumaRevenge',
    md5: ['3347a6dd59049b15a38394aa2dafa585'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 6},
      step: [
        ['delta', ['bcd', 149, 148, 147]],
        ['lives', ['+', ['&', ['ram', 186], 7], 1]],
        ['terminal', ['and', ['==', ['ram', 186], 0], ['==', ['ram', 254], 96]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 6
  },
  {
    id: 'mr_do',
    name: 'MrDo',
    md5: ['aa7bb54d2c189a31bb1fa20099e42859'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 5]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['*', ['bcd', 130, 131], 10]],
        ['lives', ['ram', 219]],
        ['terminal', ['==', ['ram', 218], 64]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'ms_pacman',
    name: 'MsPacman',
    md5: ['87e79cd41ce136fd4f72cc6e2c161bee'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: false, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['if', ['==', 'mode', 0], [['while', ['or', ['!=', ['ram', 153], 1], ['!=', ['ram', 161], 1]], [['select', 10]]]], [['while', ['or', ['!=', ['ram', 153], 'mode'], ['!=', ['ram', 161], 0]], [['select', 10]]]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 248, 249, 250]],
        ['lives', ['+', ['&', ['ram', 251], 7], 1]],
        ['terminal', ['and', ['==', ['&', ['ram', 251], 15], 0], ['==', ['ram', 167], 83]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'name_this_game',
    name: 'NameThisGame',
    md5: ['36306070f0c90a72461551a7a4f3a209'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [8, 24, 40],
    defaultMode: 8,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 222], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 198, 197, 196]],
        ['lives', ['&', ['ram', 199], 7]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'othello',
    name: 'Othello',
    md5: ['113cd09c9771ac278544b7e90efe7df2'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2],
    defaultMode: 0,
    difficulties: [0, 2],
    modeProgram: [
      ['while', ['!=', ['u8', ['-', ['ram', 222], 1]], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, idle: 0},
      step: [
        ['delta', ['-', ['bcd', 206], ['bcd', 208]]],
        ['idle', ['if', ['==', ['ram', 192], 0], ['+', 'idle', 1], 0]],
        ['terminal', ['>', 'idle', 50]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'pacman',
    name: 'Pacman',
    md5: ['fc2233fc116faef0d3c31541717ca2db'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['or', ['!=', ['u8', ['-', ['ram', 204], 1]], 'mode'], ['!=', ['ram', 230], 0]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 204, 206, 208]],
        ['lives', ['+', ['ram', 152], 1]],
        ['terminal', ['and', ['==', 'lives', 1], ['==', ['ram', 228], 63]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'phoenix',
    name: 'Phoenix',
    md5: ['7e52a95074a66640fcfde124fffd491a'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'DOWN', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['*', ['+', ['*', ['bcd', 200, 201], 10], ['>>', ['ram', 199], 4]], 10]],
        ['lives', ['&', ['ram', 203], 7]],
        ['terminal', ['==', ['ram', 204], 128]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'pitfall',
    name: 'Pitfall',
    md5: ['3e90cf23106f2e08b2781e41299de556'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['UP', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 2000, lives: 3},
      step: [
        ['delta', ['bcd', 215, 214, 213]],
        ['lives', ['if', ['==', ['>>', ['ram', 128], 4], 10], 3, ['if', ['==', ['>>', ['ram', 128], 4], 8], 2, 1]]],
        ['terminal', ['and', ['==', ['>>', ['ram', 128], 4], 0], ['!=', ['ram', 158], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'pitfall2',
    name: 'Pitfall2',
    md5: ['6d842c96d5a01967be9680080dd5be54'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['UP', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 4000, lives: 1},
      step: [
        ['delta', ['bcd', 201, 200, 199]],
        ['lives', 1],
        ['terminal', ['==', 'score', 199000]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'pong',
    name: 'Pong',
    md5: ['60e0ea3cbe0913d39803477945e9e5ec'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'PADDLES', right: 'PADDLES', swapPorts: false, swapPaddles: true, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: true,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 150], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['-', ['ram', 142], ['ram', 141]]],
        ['terminal', ['or', ['==', ['ram', 141], 21], ['==', ['ram', 142], 21]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'pooyan',
    name: 'Pooyan',
    md5: ['4799a40b6e889370b7ee55c17ba65141'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 26, height: 220, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 220},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'DOWN', 'UPFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [10, 30, 50, 70],
    defaultMode: 10,
    difficulties: [0],
    modeProgram: [
      ['select', 2],
      ['while', ['!=', ['ram', 189], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 138, 137, 136]],
        ['lives', ['+', ['&', ['ram', 150], 7], 1]],
        ['terminal', ['and', ['==', ['ram', 150], 0], ['==', ['ram', 152], 5]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'private_eye',
    name: 'PrivateEye',
    md5: ['ef3a4f64b6494ba770862768caf04b86'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['UP', 1]],
    modes: [0, 1, 2, 3, 4],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 1000},
      step: [
        ['delta', ['bcd', 202, 201, 200]],
        ['terminal', ['and', ['!=', ['ram', 194], 0], ['!=', ['ram', 194], 1]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'qbert',
    name: 'Qbert',
    md5: ['484b0076816a104875e00467d431c2d2'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 40, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lastLives: 2, lives: 4},
      step: [
        ['$v', ['ram', 136]],
        ['terminal', ['or', ['==', '$v', 254], ['and', ['==', '$v', 2], ['==', 'lastLives', -1]]]],
        ['$sv', ['s8', '$v']],
        ['lives', ['if', ['==', ['-', 'lastLives', 1], '$sv'], ['-', 'lives', 1], 'lives']],
        ['lastLives', '$sv'],
        ['$s', ['bcd', 219, 218, 217]],
        ['reward', ['if', 'terminal', 0, ['-', '$s', 'score']]],
        ['score', ['if', 'terminal', 'score', '$s']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'riverraid',
    name: 'Riverraid',
    md5: ['393948436d1f4cc3192410bb918f9724'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, livesByte: 88},
      step: [
        ['delta', ['+', ['if', ['or', ['!=', ['&', ['ram', 215], 7], 0], ['>', ['ram', 215], 72]], 0, ['>>', ['ram', 215], 3]], ['*', ['if', ['or', ['!=', ['&', ['ram', 213], 7], 0], ['>', ['ram', 213], 72]], 0, ['>>', ['ram', 213], 3]], 10], ['*', ['if', ['or', ['!=', ['&', ['ram', 211], 7], 0], ['>', ['ram', 211], 72]], 0, ['>>', ['ram', 211], 3]], 100], ['*', ['if', ['or', ['!=', ['&', ['ram', 209], 7], 0], ['>', ['ram', 209], 72]], 0, ['>>', ['ram', 209], 3]], 1000], ['*', ['if', ['or', ['!=', ['&', ['ram', 207], 7], 0], ['>', ['ram', 207], 72]], 0, ['>>', ['ram', 207], 3]], 10000], ['*', ['if', ['or', ['!=', ['&', ['ram', 205], 7], 0], ['>', ['ram', 205], 72]], 0, ['>>', ['ram', 205], 3]], 100000]]],
        ['terminal', ['and', ['==', ['ram', 192], 88], ['==', 'livesByte', 89]]],
        ['livesByte', ['ram', 192]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, ['if', ['==', 'livesByte', 88], 4, ['if', ['==', 'livesByte', 89], 1, ['+', ['/', 'livesByte', 8], 1]]]],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'road_runner',
    name: 'RoadRunner',
    md5: ['ce5cc62608be2cd3ed8abd844efb8919'],
    cart: {listed: false, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['*', ['+', ['if', ['==', ['&', ['ram', 201], 15], 10], 0, ['&', ['ram', 201], 15]], ['*', ['if', ['==', ['&', ['ram', 202], 15], 10], 0, ['&', ['ram', 202], 15]], 10], ['*', ['if', ['==', ['&', ['ram', 203], 15], 10], 0, ['&', ['ram', 203], 15]], 100], ['*', ['if', ['==', ['&', ['ram', 204], 15], 10], 0, ['&', ['ram', 204], 15]], 1000]], 100]],
        ['lives', ['+', ['&', ['ram', 196], 7], 1]],
        ['terminal', ['and', ['==', ['&', ['ram', 196], 7], 0], ['or', ['!=', ['ram', 185], 0], ['!=', ['ram', 189], 0]]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'robotank',
    name: 'Robotank',
    md5: ['4f618c2429138e0280969193ed6c107e'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['+', ['*', ['ram', 182], 12], ['ram', 181]]],
        ['lives', ['+', ['&', ['ram', 168], 15], 1]],
        ['terminal', ['and', ['==', ['ram', 168], 0], ['==', ['ram', 180], 255]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'seaquest',
    name: 'Seaquest',
    md5: ['240bfbac5163af4df5ae713985386f92'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 186, 185, 184]],
        ['lives', ['+', ['ram', 187], 1]],
        ['terminal', ['!=', ['ram', 163], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'sir_lancelot',
    name: 'SirLancelot',
    md5: ['dd0cbe5351551a538414fb9e37fc56e8'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [['RESET', 1], ['LEFT', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 160, 159, 158]],
        ['lives', ['ram', 169]],
        ['terminal', ['and', ['==', 'lives', 0], ['==', ['ram', 167], 160]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'skiing',
    name: 'Skiing',
    md5: ['b76fbadc8ffb1f83e2ca08b6fb4d6c9f'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'RIGHT', 'LEFT'],
    illegalActions: ['FIRE', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    startingActions: [['DOWN', 16]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$t', ['+', ['*', ['ram', 232], 6000], ['bcd', 234, 233]]],
        ['reward', ['-', 'score', '$t']],
        ['score', '$t'],
        ['terminal', ['==', ['ram', 145], 255]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'solaris',
    name: 'Solaris',
    md5: ['e72eb8d4410152bdcb69e7fba327b420'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['*', ['bcd', 220, 221, 222], 10]],
        ['lives', ['&', ['ram', 217], 15]],
        ['terminal', ['==', ['ram', 217], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'space_invaders',
    name: 'SpaceInvaders',
    md5: ['72ffbef6504b75e69ee1045af9075f66'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 220], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['$s', ['bcd', 232, 230]],
        ['reward', ['-', '$s', 'score']],
        ['reward', ['if', ['<', 'reward', 0], ['+', 'reward', 10000], 'reward']],
        ['score', '$s'],
        ['lives', ['ram', 201]],
        ['terminal', ['or', ['&', ['ram', 152], 128], ['==', 'lives', 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'space_war',
    name: 'SpaceWar',
    md5: ['b702641d698c60bcdc922dbd8c9dd49c'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'PAL', width: 160, height: 250},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
    defaultMode: 6,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['bcd', 167], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['delta', ['bcd', 167]],
        ['terminal', ['or', ['==', 'score', 10], ['==', ['ram', 128], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'star_gunner',
    name: 'StarGunner',
    md5: ['a3c1c70024d7aabb41381adbfb6d3b25'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 244], 'mode'], [['select', 15]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5, started: 0},
      step: [
        ['delta', ['*', ['+', ['if', ['==', ['&', ['ram', 131], 15], 10], 0, ['&', ['ram', 131], 15]], ['*', ['if', ['==', ['&', ['ram', 132], 15], 10], 0, ['&', ['ram', 132], 15]], 10], ['*', ['if', ['==', ['&', ['ram', 133], 15], 10], 0, ['&', ['ram', 133], 15]], 100], ['*', ['if', ['==', ['&', ['ram', 134], 15], 10], 0, ['&', ['ram', 134], 15]], 1000]], 100]],
        ['started', ['or', 'started', ['==', ['ram', 135], 5]]],
        ['lives', ['if', 'started', ['&', ['ram', 135], 15], 5]],
        ['terminal', ['==', ['ram', 135], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'superman',
    name: 'Superman',
    md5: ['a9531c763077464307086ec9a1fd057d'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0},
      step: [
        ['$t', ['+', ['*', ['bcd', 227], 60], ['bcd', 226]]],
        ['terminal', ['and', ['!=', ['&', ['ram', 159], 64], 0], ['==', ['+', ['ram', 128], ['*', ['ram', 129], 256]], 62124]]],
        ['reward', ['if', 'terminal', ['-', 5999, '$t'], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'surround',
    name: 'Surround',
    md5: ['4d7517ae69f95cfbc053be01312b7dba'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: true, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 249], ['+', 'mode', 1]], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$op', ['bcd', 246]],
        ['$me', ['bcd', 247]],
        ['delta', ['-', '$me', '$op']],
        ['terminal', ['or', ['==', '$op', 10], ['==', '$me', 10]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'tennis',
    name: 'Tennis',
    md5: ['42cdd6a9e42a3639e190722b8ea3fc51'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 128], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, games: 0, points: 0},
      step: [
        ['$dPoints', ['-', ['ram', 197], ['ram', 198]]],
        ['$dGames', ['-', ['ram', 199], ['ram', 200]]],
        ['reward', ['if', ['!=', 'games', '$dGames'], ['-', '$dGames', 'games'], ['-', '$dPoints', 'points']]],
        ['games', '$dGames'],
        ['points', '$dPoints'],
        ['terminal', ['or', ['and', ['>=', ['ram', 199], 6], ['>=', '$dGames', 2]], ['and', ['>=', ['ram', 200], 6], ['<=', '$dGames', -2]], ['==', ['ram', 199], 7], ['==', ['ram', 200], 7]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'tetris',
    name: 'Tetris',
    md5: ['b0e1ee07fbc73493eac5651a52f90f00'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'DOWN'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$s', ['bcd', 241, 242]],
        ['reward', ['max', ['-', '$s', 'score'], 0]],
        ['terminal', ['!=', ['&', ['ram', 243], 128], 0]],
        ['score', ['if', 'terminal', 0, '$s']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: 0,
      unsaved: []
    },
    livesAtConstruction: 0
  },
  {
    id: 'tic_tac_toe_3d',
    name: 'TicTacToe3D',
    md5: ['0db4f4150fecf77e4ce72ca4d04c052f'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    defaultMode: 0,
    difficulties: [0, 2],
    modeProgram: [
      ['while', ['!=', ['ram', 136], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0},
      step: [
        ['$over', ['and', ['==', ['ram', 255], 243], ['==', ['ram', 254], 16]]],
        ['reward', ['if', '$over', ['if', ['==', ['ram', 225], 8], 1, -1], 0]],
        ['terminal', ['or', 'terminal', '$over', ['==', ['sum', 154, 217, ['==', 'byte', 0]], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'time_pilot',
    name: 'TimePilot',
    md5: ['fc2104dd2dadf9a6176c1c1c8f87ced9'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['*', ['bcd', 141, 143], 100]],
        ['terminal', ['!=', ['ram', 160], 0]],
        ['lives', ['if', ['==', ['&', ['ram', 128], 15], 2], ['+', ['&', ['ram', 139], 7], 1], 'lives']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'turmoil',
    name: 'Turmoil',
    md5: ['7a5463545dfb2dcfdafa6074b2f2c15e'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 234], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['*', ['+', ['bcd', 137, 138], ['ram', 211]], 10]],
        ['lives', ['ram', 185]],
        ['terminal', ['and', ['==', 'lives', 0], ['==', ['ram', 197], 1]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'trondead',
    name: 'Trondead',
    md5: ['fb27afe896e7c928089307b32e5642ee'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['bcd', 191, 190, 189]],
        ['lives', ['-', 5, ['ram', 200]]],
        ['terminal', ['==', ['ram', 200], 5]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'tutankham',
    name: 'Tutankham',
    md5: ['085322bae40d904f53bdcc56df0593fc'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 4, 8, 12],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 171], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 156, 154]],
        ['lives', ['&', ['ram', 158], 3]],
        ['terminal', ['and', ['==', ['ram', 158], 0], ['!=', ['ram', 129], 132]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'up_n_down',
    name: 'UpNDown',
    md5: ['a499d720e7ee35c62424de882a3351b6'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 30, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'DOWN', 'UPFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['bcd', 130, 129, 128]],
        ['lives', ['+', ['&', ['ram', 134], 15], 1]],
        ['terminal', ['and', ['>', ['ram', 148], 64], ['==', ['&', ['ram', 134], 15], 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  },
  {
    id: 'venture',
    name: 'Venture',
    md5: ['3e899eba0ca8cd2972da1ae5479b4f0d'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['*', ['bcd', 200, 199], 100]],
        ['lives', ['+', ['&', ['ram', 198], 7], 1]],
        ['terminal', ['and', ['==', ['ram', 198], 0], ['==', ['ram', 205], 255], ['&', ['ram', 191], 128]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'video_checkers',
    name: 'VideoCheckers',
    md5: ['539d26b6e9df0da8e7465f0f5ad863b7'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['FIRE', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19],
    defaultMode: 1,
    difficulties: [0],
    modeProgram: [
      ['let', 'reverse', ['>=', 'mode', 11]],
      ['while', ['!=', ['ram', 246], ['+', 'mode', ['*', 'reverse', 6]]], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0},
      init: {reverse: 0},
      step: [
        ['$noBlack', ['==', ['+', ['sum', 128, 135, ['or', ['==', 'byte', 16], ['==', 'byte', 32]]], ['sum', 137, 144, ['or', ['==', 'byte', 16], ['==', 'byte', 32]]], ['sum', 146, 153, ['or', ['==', 'byte', 16], ['==', 'byte', 32]]], ['sum', 155, 162, ['or', ['==', 'byte', 16], ['==', 'byte', 32]]]], 0]],
        ['$noWhite', ['==', ['+', ['sum', 128, 135, ['or', ['==', 'byte', 144], ['==', 'byte', 160]]], ['sum', 137, 144, ['or', ['==', 'byte', 144], ['==', 'byte', 160]]], ['sum', 146, 153, ['or', ['==', 'byte', 144], ['==', 'byte', 160]]], ['sum', 155, 162, ['or', ['==', 'byte', 144], ['==', 'byte', 160]]]], 0]],
        ['reward', ['if', '$noBlack', ['if', 'reverse', 1, -1], ['if', '$noWhite', ['if', 'reverse', -1, 1], 'reward']]],
        ['terminal', ['or', 'terminal', '$noBlack', '$noWhite']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: ['reverse']
    },
    livesAtConstruction: 1
  },
  {
    id: 'video_chess',
    name: 'VideoChess',
    md5: ['f0b7db930ca0e548c41a97160b9f6275'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 1, 2, 3, 4],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 234], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0},
      step: [
        ['$white', ['==', ['ram', 225], 130]],
        ['reward', ['if', '$white', ['if', ['==', ['ram', 238], 0], 1, ['if', ['==', ['ram', 238], 1], -1, 0]], 0]],
        ['terminal', ['or', 'terminal', ['!=', 'reward', 0]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'video_cube',
    name: 'VideoCube',
    md5: ['3f540a30fdee0b20aed7288e4a5ea528'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['NOOP', 61], ['FIRE', 1], ['NOOP', 2]],
    modes: [0, 1, 2, 100, 101, 102, 200, 201, 202, 300, 301, 302, 400, 401, 402, 500, 501, 502, 600, 601, 602, 700, 701, 702, 800, 801, 802, 900, 901, 902, 1000, 1001, 1002, 1100, 1101, 1102, 1200, 1201, 1202, 1300, 1301, 1302, 1400, 1401, 1402, 1500, 1501, 1502, 1600, 1601, 1602, 1700, 1701, 1702, 1800, 1801, 1802, 1900, 1901, 1902, 2000, 2001, 2002, 2100, 2101, 2102, 2200, 2201, 2202, 2300, 2301, 2302, 2400, 2401, 2402, 2500, 2501, 2502, 2600, 2601, 2602, 2700, 2701, 2702, 2800, 2801, 2802, 2900, 2901, 2902, 3000, 3001, 3002, 3100, 3101, 3102, 3200, 3201, 3202, 3300, 3301, 3302, 3400, 3401, 3402, 3500, 3501, 3502, 3600, 3601, 3602, 3700, 3701, 3702, 3800, 3801, 3802, 3900, 3901, 3902, 4000, 4001, 4002, 4100, 4101, 4102, 4200, 4201, 4202, 4300, 4301, 4302, 4400, 4401, 4402, 4500, 4501, 4502, 4600, 4601, 4602, 4700, 4701, 4702, 4800, 4801, 4802, 4900, 4901, 4902, 5000, 5001, 5002],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['if', ['>=', 'mode', 100], [['let', 'cube', ['/', 'mode', 100]]], []],
      ['let', '$i', ['%', 'mode', 100]],
      ['let', '$want', ['if', ['==', '$i', 0], 0, ['if', ['==', '$i', 1], 2, 8]]],
      ['while', ['!=', ['&', ['ram', 251], 31], '$want'], [['select', 2]]],
      ['reset'],
      ['while', ['!=', ['bcd', 159], 'cube'], [['act', 'RIGHT']]]
    ],
    rules: {
      reset: {reward: 0, terminal: 0, cube: 1, faces: 0},
      init: {timer: 0, timerBefore: 0},
      step: [
        ['$faces', ['+', ['==', ['sum', 160, 168, ['!=', 'byte', ['ram', 160]]], 0], ['==', ['sum', 169, 177, ['!=', 'byte', ['ram', 169]]], 0], ['==', ['sum', 178, 186, ['!=', 'byte', ['ram', 178]]], 0], ['==', ['sum', 187, 195, ['!=', 'byte', ['ram', 187]]], 0], ['==', ['sum', 196, 204, ['!=', 'byte', ['ram', 196]]], 0], ['==', ['sum', 205, 213, ['!=', 'byte', ['ram', 205]]], 0]]],
        ['timerBefore', 'timer'],
        ['timer', ['ram', 219]],
        ['$timeout', ['and', ['==', 'timer', 0], ['==', 'timerBefore', 255]]],
        ['reward', ['if', '$timeout', -1, ['-', '$faces', 'faces']]],
        ['faces', '$faces'],
        ['terminal', ['or', '$timeout', ['==', '$faces', 6]]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: ['timer', 'timerBefore']
    },
    livesAtConstruction: 1
  },
  {
    id: 'video_pinball',
    name: 'VideoPinball',
    md5: ['107cc025334211e6d29da0b6be46aec7'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 2],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['while', ['!=', ['ram', 193], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['delta', ['bcd', 176, 178, 180]],
        ['lives', ['-', ['+', 4, ['&', ['ram', 168], 1]], ['&', ['ram', 153], 7]]],
        ['terminal', ['!=', ['&', ['ram', 175], 1], 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'wizard_of_wor',
    name: 'WizardOfWor',
    md5: ['7e8aa18bc9502eb57daaf5e7c1e94da7'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: true, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 3},
      step: [
        ['$s', ['bcd', 134, 136]],
        ['delta', ['*', ['if', ['>=', '$s', 8000], ['-', '$s', 8000], '$s'], 100]],
        ['terminal', ['and', ['==', ['&', ['ram', 141], 15], 0], ['==', ['ram', 244], 248]]],
        ['lives', ['if', ['==', ['&', ['ram', 215], 1], 0], ['&', ['ram', 141], 15], 'lives']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 3
  },
  {
    id: 'word_zapper',
    name: 'WordZapper',
    md5: ['ec3beb6d8b5689e867bafb5d5f507491'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['NOOP', 486], ['FIRE', 1], ['NOOP', 2]],
    modes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23],
    defaultMode: 0,
    difficulties: [0, 1, 2, 3],
    modeProgram: [
      ['while', ['!=', ['ram', 219], 'mode'], [['select', 2]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0},
      step: [
        ['$run', ['>', ['bcd', 207], 0]],
        ['$s', ['-', 2, ['s8', ['ram', 220]]]],
        ['reward', ['if', '$run', ['-', '$s', 'score'], 'reward']],
        ['score', ['if', '$run', '$s', 'score']],
        ['terminal', ['if', '$run', ['or', ['==', '$s', 3], ['==', ['bcd', 222], 0]], 'terminal']]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 1],
      unsaved: []
    },
    livesAtConstruction: 1
  },
  {
    id: 'yars_revenge',
    name: 'YarsRevenge',
    md5: ['c5930d0e8cdae3e037349bfa08e871be'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: true},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [['FIRE', 1]],
    modes: [0, 32, 64, 96],
    defaultMode: 0,
    difficulties: [0, 1],
    modeProgram: [
      ['select', 2],
      ['while', ['!=', ['ram', 227], 'mode'], [['select', 1]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 4},
      step: [
        ['delta', ['bcd', 226, 225, 224]],
        ['lives', ['>>', ['ram', 158], 4]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 4
  },
  {
    id: 'zaxxon',
    name: 'Zaxxon',
    md5: ['eea0da9b987d661264cce69a7c13c3bd'],
    cart: {listed: true, type: 'AUTO-DETECT', format: 'AUTO-DETECT', ystart: 34, height: 210, left: 'JOYSTICK', right: 'JOYSTICK', swapPorts: false, swapPaddles: false, hmoveBlanks: true, leftDifficulty: 'B', rightDifficulty: 'B', television: 'COLOR', phosphor: false},
    screen: {format: 'NTSC', width: 160, height: 210},
    paddles: false,
    settings: {},
    minimalActions: ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN', 'UPRIGHT', 'UPLEFT', 'DOWNRIGHT', 'DOWNLEFT', 'UPFIRE', 'RIGHTFIRE', 'LEFTFIRE', 'DOWNFIRE', 'UPRIGHTFIRE', 'UPLEFTFIRE', 'DOWNRIGHTFIRE', 'DOWNLEFTFIRE'],
    illegalActions: [],
    startingActions: [],
    modes: [0, 8, 16, 24],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [
      ['while', ['!=', ['ram', 130], 'mode'], [['select', 10]]],
      ['reset']
    ],
    rules: {
      reset: {reward: 0, terminal: 0, score: 0, lives: 5},
      step: [
        ['delta', ['*', ['bcd', 233, 232], 100]],
        ['lives', ['&', ['ram', 234], 7]],
        ['terminal', ['==', 'lives', 0]]
      ],
      reward: 'reward',
      terminal: 'terminal',
      lives: ['if', 'terminal', 0, 'lives'],
      unsaved: []
    },
    livesAtConstruction: 5
  }
];
