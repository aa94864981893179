// The memory map of a console, 960 KiB. Each region starts at the end of the previous one; the compiler's static data
// (tables) are below the first. All sizes are in bytes.

export const CONFIG: usize = 0x4000;

export const FRAME_WIDTH: usize = 160;
/** Rows of a frame buffer: more than the 300 that can be shown, because a reset within a frame starts above the window. */
export const FRAME_ROWS: i32 = 320;
export const FRAME_CAPACITY: usize = FRAME_WIDTH * <usize>FRAME_ROWS;

// --- palettes from the host, pictures for the host ---
export const PALETTE_RGB: usize = CONFIG + 64;
export const PALETTE_GRAY: usize = PALETTE_RGB + 128 * 4;
export const OBSERVATION: usize = PALETTE_GRAY + 256;
/** The last four observations. */
export const STACK: usize = OBSERVATION + 84 * 84;
/** 160 sums of 16 bits. */
export const ROW_SUMS: usize = STACK + 4 * 84 * 84;
/** 40 columns of four floats, and one more that stays 0. */
export const COLUMNS: usize = ROW_SUMS + 2 * FRAME_WIDTH;
/** One byte for each row. */
export const ROW_CHANGED: usize = COLUMNS + 41 * 16;
export const GRAY: usize = ROW_CHANGED + <usize>FRAME_ROWS;

// --- cartridge ---
/** High enough that the address of plain memory minus a bus address is never negative. */
export const ROM: usize = 0x19c00;
export const ROM_CAPACITY: usize = 0x80000;

/** Cartridge RAM ends at the state block, so that both are one contiguous block. */
export const CARTRIDGE_RAM_CAPACITY: usize = 0x8000;

// --- memory that ALE's saved states contain: one block ---
export const STATE: usize = ROM + ROM_CAPACITY + CARTRIDGE_RAM_CAPACITY;
export const CPU_STATE: usize = STATE + 16;
export const CONSOLE_STATE: usize = CPU_STATE + 64;
export const RIOT_STATE: usize = CONSOLE_STATE + 32;
export const RIOT_RAM: usize = RIOT_STATE + 32;
export const TIA_STATE: usize = RIOT_RAM + 128;
export const CARTRIDGE_STATE: usize = TIA_STATE + 320;
export const GENERATOR_STATE: usize = CARTRIDGE_STATE + 224;

// --- the remaining state: another block after it, ending with the pictures ---
export const UNSAVED: usize = GENERATOR_STATE + 625 * 4 + 12;
export const INPUT_STATE: usize = UNSAVED;
export const BUS_STATE: usize = INPUT_STATE + 64;
/** An instruction that was fetched byte by byte. */
export const STAGE: usize = BUS_STATE + 32;
export const VIDEO_STATE: usize = STAGE + 16;
export const SHAPES: usize = VIDEO_STATE + 64;
export const LINES: usize = SHAPES + 80;
export const QUIET: usize = LINES + 32;
export const READ_PAGES: usize = QUIET + 64 * 2;
/** An object's pixels by distance from its column: twice the line, one block beyond, and a key of the contents (tia/line.ts). */
export const RING_BYTES: usize = 2 * 160 + 16 + 16;
export const RINGS: usize = READ_PAGES + 256 * 4;
export const PLAYFIELD_LINE: usize = RINGS + 5 * RING_BYTES;
export const LINE: usize = PLAYFIELD_LINE + 160 + 16;
export const COLOR_TABLES: usize = LINE + 160 + 16;

// --- pictures: 160 bytes for each row ---
/** One byte for each row of each of the two frames. */
export const REPEATS: usize = COLOR_TABLES + 128;
export const FRAMES: usize = REPEATS + 2 * FRAME_ROWS;
export const REMEMBERED: usize = FRAMES + 2 * FRAME_CAPACITY;
export const UNSAVED_END: usize = REMEMBERED + FRAME_CAPACITY;

/** Three bytes for each pixel, written four at a time. */
export const RGB: usize = UNSAVED_END;
/** Same memory as RGB: the gray picture of the last observation, and the two frames it was computed from. */
export const POOLED: usize = RGB;
export const POOLED_NEWER: usize = POOLED + FRAME_CAPACITY;
export const POOLED_OLDER: usize = POOLED_NEWER + FRAME_CAPACITY;
/** For resizing as OpenCV does (picture/opencv.ts): weights of columns, 21 × 3 × four floats; of rows, 84 × 5 floats. */
export const COLUMN_WEIGHTS: usize = RGB + 3 * FRAME_CAPACITY + 16;
export const ROW_WEIGHTS: usize = COLUMN_WEIGHTS + 21 * 3 * 16;
/** The last eight rows of the screen after their columns were resized, 84 floats each. */
export const RESIZED_ROWS: usize = ROW_WEIGHTS + 84 * 5 * 4;
export const MEMORY_END: usize = RESIZED_ROWS + 8 * 84 * 4;
