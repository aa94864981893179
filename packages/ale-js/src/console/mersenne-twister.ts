/** MT19937 (Matsumoto & Nishimura 1998), seeded with one integer. Sticky actions use it. */
const size = 624;
const shift = 397;

export class MersenneTwister {
  /** The complete state: 624 words, then the position in them. */
  readonly state = new Uint32Array(size + 1);

  /** @param seed an integer; only the low 32 bits are used */
  constructor(seed: number) {
    this.seed(seed);
  }

  seed(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < size; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    state[size] = size;
  }

  /** Returns whether `state` can be the state of a generator. */
  isValid(): boolean {
    return this.state[size]! <= size;
  }

  /** Returns the next 32 bits, unsigned. */
  uint32(): number {
    const { state } = this;
    let position = state[size]!;
    if (position >= size) {
      twist(state);
      position = 0;
    }
    let y = state[position]!;
    state[size] = position + 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Returns the next 32 bits divided by 2³²: uniform in [0, 1). */
  double(): number {
    return this.uint32() / 4294967296;
  }
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < size; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % size]! & 0x7fffffff);
    state[i] = state[(i + shift) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
