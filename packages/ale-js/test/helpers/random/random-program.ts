/** Builds random 6502 code. */
import { MersenneTwister } from '../../../src/console/mersenne-twister.js';

const jmp = 0x4c;
const nops = [0xea, 0xea, 0x1a];
/** BIT, NOP and CMP of the zero page. */
const nopsOfThree = [0x24, 0x04, 0xc5];

export class RandomProgram {
  readonly bytes: number[] = [];
  private readonly random: MersenneTwister;

  constructor(
    seed: number,
    /** Address of the first byte. */
    readonly origin: number,
  ) {
    this.random = new MersenneTwister(seed);
  }

  // --- choices ---

  below(n: number): number {
    return this.random.uint32() % n;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(list: ArrayLike<T>): T {
    return list[this.below(list.length)]!;
  }

  byte(): number {
    return this.below(256);
  }

  /** Runs one of several functions, chosen by weight. */
  one(choices: readonly (readonly [weight: number, run: () => void])[]): void {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, run] of choices) {
      if (left < weight) {
        run();
        return;
      }
      left -= weight;
    }
  }

  // --- code ---

  get pc(): number {
    return this.origin + this.bytes.length;
  }

  emit(...bytes: number[]): void {
    this.bytes.push(...bytes);
  }

  absolute(opcode: number, address: number): void {
    this.emit(opcode, address & 0xff, address >> 8);
  }

  jump(to: number): void {
    this.absolute(jmp, to);
  }

  /** A branch back, or a branch over a jump if it is too far. */
  branch(opcode: number, to: number): void {
    const offset = to - (this.pc + 2);
    if (offset >= -128) {
      this.emit(opcode, offset & 0xff);
    } else {
      this.emit(opcode ^ 0x20, 3);
      this.jump(to);
    }
  }

  /** Adds code that takes a number of cycles: 0, or 2 and more. */
  delay(cycles: number): void {
    for (let left = cycles; left > 1; ) {
      const odd = left % 2 === 1;
      if (odd) this.emit(this.pick(nopsOfThree), this.between(0x80, 0xff));
      else this.emit(this.pick(nops));
      left -= odd ? 3 : 2;
    }
  }
}
