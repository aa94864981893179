; CATCH: fruits fall from a row of trees, a basket catches them. An episode has 20 fruits.
; games.json and other programs rely on the RAM addresses below: see roms/README.md.

        processor 6502
        include "vcs.inc"
        include "macros.inc"

; --- The rules -----------------------------------------------------------------------------------------------------

STATE_TITLE     = 0
STATE_READY     = 1             ; waits for the first input, because its frame number is mixed into the seed
STATE_PLAY      = 2
STATE_OVER      = 3

DROPS           = 20            ; fruits in an episode
READY_FRAMES    = 120           ; longest wait of the first fruit

SKY_LINES       = 128           ; between the leaves and the grass
FRUIT_HEIGHT    = 20
BASKET_HEIGHT   = 18
BASKET_TOP      = SKY_LINES - BASKET_HEIGHT
RIM             = BASKET_TOP + 2        ; a fruit can be caught when its lowest line is here, or one step lower
GROUND          = SKY_LINES - 1

BASKET_STEP     = 2             ; columns a frame
BASKET_MIN      = 8             ; the trunks are the limits
BASKET_MAX      = 120
BASKET_START    = 64
BASKET_HALF     = 16
FRUIT_HALF      = 8
REACH           = 11            ; largest distance of the centers at which a fruit is caught

SLOW            = 0             ; 256ths of a line added to two lines a frame: 56 frames from the leaves to the rim
FAST            = 64            ; second half of the episode: 50 frames
FIRST_COLUMN    = 12            ; sixteen columns, eight apart
COLUMN_START    = 72
; Largest distance between two fruits. If the basket caught the last fruit at the far end of its reach, it has to move
; 88 columns, which takes 44 of the available 50 frames.
FARTHEST        = 88

SEED_LO         = $5A           ; any value but 0; episodes differ by the frame of the first input
SEED_HI         = $C3

; --- Memory --------------------------------------------------------------------------------------------------------

        seg.u ram
        org $80
state           ds 1            ; $80
caught          ds 1            ; $81
missed          ds 1            ; $82
dropsLeft       ds 1            ; $83
fruitX          ds 1            ; $84 leftmost column of the fruit
fruitY          ds 1            ; $85 lines that its lowest line has fallen, 0 at the leaves
basketX         ds 1            ; $86 leftmost column of the basket
fruitKind       ds 1            ; $87
fruitCaught     ds 1            ; $88 1: this fruit is in the basket
frame           ds 1            ; $89 since RESET, modulo 256
seedLo          ds 1            ; $8A
seedHi          ds 1            ; $8B
fruitFraction   ds 1            ; $8C 256ths of a line
readyFrames     ds 1            ; $8D
stick           ds 1            ; $8E directions held, as STICK_...
anyInput        ds 1            ; $8F not 0: stick or button is used
soundFrames     ds 1            ; $90
soundPitch      ds 1            ; $91
soundSlide      ds 1            ; $92 added to the pitch every frame
; values that the kernel reads
fruitLines      ds 1            ; lines until the fruit ends
fruitShape      ds 2
fruitColor     ds 2
leftBar         ds 3            ; drops left, one playfield cell each
skyTop          ds 1            ; first line of the sky that is left below the logo
glyph0          ds 2
glyph1          ds 2
glyph2          ds 2
glyph3          ds 2
glyph4          ds 2
glyph5          ds 2
glyphRow        ds 1
glyphHold       ds 1
logo            ds 12           ; six pointers: PF0 PF1 PF2 of the left half, then of the right

; --- Code ----------------------------------------------------------------------------------------------------------

        seg code
        org $F000

Start
        POWER_ON
        lda #BASKET_START
        sta basketX
        lda #COLUMN_START
        sta fruitX
        lda #SEED_LO
        sta seedLo
        lda #SEED_HI
        sta seedHi

MainLoop
        BEGIN_FRAME
        jsr PrepareKernel
        BEGIN_PICTURE
        jsr DrawPicture
        BEGIN_OVERSCAN
        jsr PlayFrame
        jsr PlaySound
        END_OVERSCAN
        jmp MainLoop

; --- The game, called once a frame -----------------------------------------------------------------------------------

PlayFrame SUBROUTINE
        inc frame
        LFSR seedLo, seedHi
        lda SWCHB
        lsr
        bcs .running
        lda #SEED_LO            ; RESET: from here on, the game depends only on the inputs
        sta seedLo
        lda #SEED_HI
        sta seedHi
        lda #0
        sta frame
        jmp NewGame
.running
        jsr ReadStick
        ldx state
        beq .title
        dex
        beq .ready
        dex
        beq .play
        rts                     ; game over: the picture does not change until RESET

.title  lda anyInput
        bne NewGame
        jsr Demonstrate
        jsr MoveBasket
        jmp DropFruit

.ready  jsr MoveBasket
        lda anyInput
        bne .stir
        dec readyFrames
        bne .return
        beq .begin
.stir   lda frame               ; the only randomness: the frame of the first input
        eor seedLo
        sta seedLo
        ora seedHi
        bne .begin
        inc seedLo              ; a register of zeros would stay zero
.begin  lda #STATE_PLAY
        sta state
        jmp NextFruit

.play   jsr MoveBasket
        jmp DropFruit
.return rts

; Sets everything but the seed and the frame counter: a game that starts with the button on the title keeps these.
NewGame SUBROUTINE
        lda #STATE_READY
        sta state
        lda #READY_FRAMES
        sta readyFrames
        lda #DROPS
        sta dropsLeft
        lda #BASKET_START
        sta basketX
        lda #COLUMN_START
        sta fruitX
        lda #0
        sta caught
        sta missed
        sta fruitY
        sta fruitFraction
        sta fruitCaught
        sta fruitKind
        sta soundFrames
        rts

; Stick and button of the left port.
ReadStick SUBROUTINE
        lda SWCHA
        eor #$FF
        and #STICK_RIGHT|STICK_LEFT|STICK_DOWN|STICK_UP
        sta stick
        sta anyInput
        lda INPT4
        bmi .return
        inc anyInput
.return rts

; On the title screen, the basket follows the fruit by itself.
Demonstrate SUBROUTINE
        ldx #0
        lda fruitX
        sec
        sbc basketX
        clc
        adc #FRUIT_HALF-BASKET_HALF
        beq .hold
        bmi .left
        ldx #STICK_RIGHT
        bne .hold
.left   ldx #STICK_LEFT
.hold   stx stick
        rts

; Moves the basket by the stick, together with a fruit in it.
MoveBasket SUBROUTINE
        bit stick
        bmi .right
        bvc .return
        lda basketX             ; left
        cmp #BASKET_MIN+BASKET_STEP
        bcc .return
        lda #-BASKET_STEP
        bne .move
.right  lda basketX
        cmp #BASKET_MAX-BASKET_STEP+1
        bcs .return
        lda #BASKET_STEP
.move   tax
        clc
        adc basketX
        sta basketX
        lda fruitCaught
        beq .return
        txa
        clc
        adc fruitX
        sta fruitX
.return rts

; Moves the fruit, and counts it as caught at the rim or missed at the ground.
DropFruit SUBROUTINE
        lda dropsLeft           ; speed by half of the episode; on the title, dropsLeft is 0: fast
        cmp #DROPS/2+1
        lda #FAST
        bcc .fall
        lda #SLOW
.fall   clc
        adc fruitFraction
        sta fruitFraction
        lda fruitY
        adc #2
        sta fruitY
        cmp #GROUND
        bcs .landed
        cmp #RIM
        bcc .return
        cmp #RIM+4              ; lower than the rim by more than two steps: missed
        bcs .return
        lda fruitCaught
        bne .return
        sec
        lda fruitX
        sbc basketX
        clc
        adc #REACH+FRUIT_HALF-BASKET_HALF
        cmp #2*REACH+1
        bcs .return
        inc fruitCaught
        lda state
        beq .return             ; the title screen does not score
        inc caught
        lda #8
        ldx #-1
        jmp StartSound
.landed lda state
        beq NextFruit
        lda fruitCaught
        bne .resolved
        inc missed
        lda #24
        ldx #1
        jsr StartSound
.resolved
        dec dropsLeft
        bne NextFruit
        lda #STATE_OVER
        sta state
        lda #0
        sta fruitY
        lda #2
        ldx #1
        jmp StartSound
.return rts

; Places the next fruit in the leaves, in a column that the basket can reach.
NextFruit SUBROUTINE
        lda seedLo
        and #15
        asl
        asl
        asl
        adc #FIRST_COLUMN       ; carry is clear; 15 * 8 + 12 fits in a byte
        tax
        sec
        sbc fruitX
        bcs .distance
        eor #$FF
        adc #1
.distance
        cmp #FARTHEST+1
        bcc .near
        txa                     ; too far: take the middle
        clc
        adc fruitX
        ror
        tax
.near   stx fruitX
        lda seedHi
        and #7
        sta fruitKind
        lda #0
        sta fruitY
        sta fruitFraction
        sta fruitCaught
        rts

; --- Sound: one voice, a tone with sliding pitch that fades out ------------------------------------------------------

; A = first pitch, X = change of the pitch a frame
StartSound SUBROUTINE
        sta soundPitch
        stx soundSlide
        lda #12
        sta soundFrames
        rts

PlaySound SUBROUTINE
        lda soundFrames
        beq .silent
        dec soundFrames
        lda soundPitch
        sta AUDF0
        clc
        adc soundSlide
        and #31
        sta soundPitch
        lda #4                  ; square wave
        sta AUDC0
        lda soundFrames
.silent sta AUDV0
        rts

; --- Values for the kernel, computed in the blank period -------------------------------------------------------------

PrepareKernel SUBROUTINE
        ; the six glyphs: numbers, or the invitation on the title screen
        ldx #11
.pages  lda #>Glyphs
        sta glyph0,x
        dex
        dex
        bpl .pages
        lda state
        bne .numbers
        ldx #0
        lda #<Invitation
.letter sta glyph0,x
        clc
        adc #GLYPH_ROWS
        inx
        inx
        cpx #12
        bne .letter
        beq .bar
.numbers
        lda #<BasketGlyph
        sta glyph0
        lda #<MissGlyph
        sta glyph3
        lda caught
        ldx #glyph1
        jsr PointAtNumber
        lda missed
        ldx #glyph4
        jsr PointAtNumber

        ; one cell of the bar for each fruit left, shifted in at the middle of the screen
.bar    lda #0
        sta leftBar
        sta leftBar+1
        sta leftBar+2
        ldx dropsLeft
        beq .fruit
.cell   sec
        ror leftBar+2
        rol leftBar+1
        ror leftBar
        dex
        bne .cell

        ; table addresses minus the fruit's top line, so that the line number is the index
.fruit  ldx fruitKind
        sec
        lda FruitShapeLo,x
        sbc fruitY
        sta fruitShape
        lda FruitShapeHi,x
        sbc #0
        sta fruitShape+1
        sec
        lda FruitColorLo,x
        sbc fruitY
        sta fruitColor
        lda FruitColorHi,x
        sbc #0
        sta fruitColor+1

        ; the logo is in the upper part of the sky, on the title and at the end
        ldx state
        lda SkyTop,x
        sta skyTop
        lda fruitY
        sec
        sbc skyTop
        sta fruitLines
        lda #<TitleLogo
        ldy #>TitleLogo
        cpx #STATE_OVER
        bne .logo
        lda #<OverLogo
        ldy #>OverLogo
.logo   jsr SetLogo

        ; positions of objects at the top of the picture
        sta HMCLR
        lda #56
        POSITION 0
        lda #64
        POSITION 1
        lda #0
        POSITION 2              ; the trunks beside the logo
        lda #152
        POSITION 3
        sta WSYNC
        sta HMOVE
        lda #%00110011          ; three close copies; missiles eight wide
        sta NUSIZ0
        sta NUSIZ1
        lda #1
        sta VDELP0
        sta VDELP1
        lda #$0E
        sta COLUP0
        sta COLUP1
        lda #%00000101          ; mirrored playfield, in front of the players
        sta CTRLPF
        lda #0
        sta COLUBK
        rts

; Sets the glyph pointers at zero page X and X + 2 to the two digits of A (below 100).
PointAtNumber SUBROUTINE
        ldy #0
.tens   cmp #10
        bcc .ones
        sbc #10
        iny
        bne .tens
.ones   pha
        lda DigitLo,y
        sta 0,x
        pla
        tay
        lda DigitLo,y
        sta 2,x
        rts

; --- The picture: 210 lines ------------------------------------------------------------------------------------------

DrawPicture SUBROUTINE
        sta HMCLR
        LINES 6
        ldy #GLYPH_ROWS-1
        jsr DrawSixGlyphs
        LINES 4
        lda #$2A
        sta COLUPF
        lda leftBar
        sta PF0
        lda leftBar+1
        sta PF1
        lda leftBar+2
        sta PF2
        LINES 4
        lda #0
        sta PF0
        sta PF1
        sta PF2
        sta VDELP0
        sta VDELP1
        lda #%00110111          ; the basket four times as wide as drawn
        sta NUSIZ0
        lda #%00110101          ; fruit twice
        sta NUSIZ1
        sta WSYNC
        lda basketX             ; the black lines hide the comb that HMOVE leaves at the left edge
        sec
        sbc #1
        POSITION 0
        lda fruitX
        sec
        sbc #1
        POSITION 1
        sta WSYNC
        sta HMOVE

        ldx #0
.leaves lda LeafBack,x
        sta WSYNC
        sta COLUBK
        lda LeafColor,x
        sta COLUPF
        lda Leaf0,x
        sta PF0
        lda Leaf1,x
        sta PF1
        lda Leaf2,x
        sta PF2
        inx
        sta WSYNC
        cpx #LEAF_ROWS
        bne .leaves

        ldy #0
        lda skyTop
        beq .play
        jsr DrawLogo
        ldy skyTop
.play   jsr DrawSky
        ; continues with the meadow
        ldx #0
.meadow lda MeadowBack,x
        sta WSYNC
        sta COLUBK
        lda MeadowColor,x
        sta COLUPF
        lda Meadow0,x
        sta PF0
        lda Meadow1,x
        sta PF1
        lda Meadow2,x
        sta PF2
        inx
        sta WSYNC
        cpx #MEADOW_ROWS
        bne .meadow
        lda #0
        sta PF0
        sta PF1
        sta PF2
        rts

; Draws trunks, sky, fruit and basket, from sky line Y to the grass. Destroys fruitLines.
DrawSky SUBROUTINE
        sta WSYNC
        lda #BARK
        sta COLUPF
        lda #%00110000          ; the trunks, at both edges by reflection
        sta PF0
        ldx #0                  ; also the first shape: nothing
        stx PF1
        stx PF2
        stx ENAM0               ; the playfield draws the trunks, which the missiles have drawn beside the logo
        stx ENAM1
.sky    sta WSYNC
        stx GRP1
        lda SkyColor,y
        sta COLUBK
        lda BarkColor,y
        sta COLUPF
        lda (fruitColor),y
        sta COLUP1              ; before column 12
        iny
        lda #FRUIT_HEIGHT-1
        dcp fruitLines          ; undocumented DEC + CMP: carry is set inside the fruit
        lda #0
        bcc .above
        lda (fruitShape),y
.above  tax
        cpy #BASKET_TOP
        bne .sky
.basket sta WSYNC
        stx GRP1
        lda BasketShape-BASKET_TOP,y
        sta GRP0
        lda BasketColor-BASKET_TOP,y
        sta COLUP0              ; before column 8
        lda (fruitColor),y
        sta COLUP1              ; before column 12
        iny
        lda #FRUIT_HEIGHT-1
        dcp fruitLines
        lda #0
        bcc .beside
        lda (fruitShape),y
.beside tax
        cpy #SKY_LINES
        bne .basket
        lda #0
        sta WSYNC
        sta GRP0
        sta GRP1
        rts

; Draws sixty lines of big letters with a playfield that is rewritten within each line; missiles draw the trunks.
; Two plain lines above and two below: sky lines 0 to 63.
DrawLogo SUBROUTINE
        lda #BARK
        sta COLUP0
        sta COLUP1
        lda #2
        sta WSYNC
        sta ENAM0
        sta ENAM1
        lda #0
        sta PF0
        sta PF1
        sta PF2
        sta CTRLPF              ; repeated, not mirrored
        lda #SKY_BACK
        sta COLUBK
        sta WSYNC
        sta WSYNC
        jsr DrawLogoLines
        lda #%00000101
        sta CTRLPF
        rts

        include "six-glyphs.inc"
        include "logo.inc"

; --- Pictures --------------------------------------------------------------------------------------------------------

SKY_BACK        = $80
BARK            = $F2

        align 256
Glyphs
        include "font.inc"
BasketGlyph
        GLYPH 0,%00100100,%01000010,%11111111,%10101011,%11010101,%01101010,%01010110,%00111100,0
MissGlyph
        GLYPH 0,%11000011,%11100111,%01111110,%00111100,%00111100,%01111110,%11100111,%11000011,0

SkyTop  .byte LOGO_LINES+4, 0, 0, LOGO_LINES+4  ; by state

LEAF_ROWS = 14
Leaf0
        .byte %11110000,%11110000,%10110000,%11110000,%11010000,%11110000,%01110000
        .byte %11110000,%11110000,%11110000,%11110000,%01110000,%01110000,%00110000
Leaf1
        .byte %11111111,%11111111,%11011111,%11110111,%11111110,%01111111,%11101111
        .byte %11111011,%11111111,%11101111,%11001110,%10001100,%10000100,%00000100
Leaf2
        .byte %11111111,%11111111,%11011111,%01111101,%11111111,%10111011,%11111111
        .byte %01111110,%11111111,%11101111,%11001111,%10000111,%10000110,%00000100
LeafColor
        .byte $C2,$C4,$C6,$C4,$C8,$C6,$C4,$C6,$C4,$C6,$C8,$C6,$C4,$C4
LeafBack
        .byte $C2,$C2,$C2,$C2,$C2,$C2,$C2,$C2,$80,$80,$80,$80,$80,$80

MEADOW_ROWS = 11
Meadow0
        .byte %10010000,%10110000,%11110000,%11010000,%01000000,%00000000
        .byte %00100000,%11010000,%01000000,%00010000,%00000000
Meadow1
        .byte %01001010,%11011011,%11111111,%01101110,%00100100,%00000000
        .byte %01000010,%11010110,%00010000,%01000100,%00000000
Meadow2
        .byte %01001010,%11011011,%11111111,%10111011,%00100010,%00000000
        .byte %00001000,%10110111,%01000010,%00001000,%00000000
MeadowColor
        .byte $C8,$C8,$C8,$C8,$C8,$C4,$C2,$C2,$22,$22,$F0
MeadowBack
        .byte $84,$84,$C8,$C6,$C6,$C6,$C4,$C4,$F0,$F0,$F0

        align 128
SkyColor
        .byte $80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80
        .byte $80,$80,$80,$80,$82,$80,$82,$80,$82,$80,$82,$80,$82,$80,$82,$80
        .byte $82,$80,$82,$80,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82
        .byte $82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82,$82
        .byte $82,$82,$84,$82,$84,$82,$84,$82,$84,$82,$84,$82,$84,$82,$84,$82
        .byte $84,$82,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84
        .byte $84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84
        .byte $84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84,$84
BarkColor
        .byte $F2,$F2,$F2,$F2,$F0,$F0,$F4,$F4,$F4,$F4,$F4,$F4,$F4,$F4,$F0,$F0
        .byte $F0,$F0,$F4,$F4,$F4,$F0,$F0,$F2,$F2,$F2,$F2,$F4,$F4,$F4,$F4,$F0
        .byte $F0,$F0,$F4,$F4,$F4,$F4,$F2,$F2,$F0,$F0,$F0,$F0,$F0,$F0,$F0,$F0
        .byte $F0,$F2,$F2,$F2,$F2,$F2,$F2,$F2,$F2,$F2,$F2,$F4,$F4,$F4,$F4,$F0
        .byte $F0,$F0,$F0,$F0,$F0,$F4,$F4,$F4,$F4,$F0,$F0,$F0,$F2,$F2,$F2,$F2
        .byte $F2,$F2,$F2,$F2,$F2,$F2,$F2,$F0,$F0,$F0,$F0,$F0,$F0,$F4,$F4,$F4
        .byte $F4,$F4,$F4,$F4,$F4,$F4,$F4,$F4,$F4,$F0,$F0,$F0,$F0,$F0,$F4,$F4
        .byte $F4,$F4,$F2,$F2,$F2,$F0,$F0,$F0,$F0,$F0,$F0,$F0,$F0,$F0,$F0,$F0

        align 256
TitleLogo                       ; six columns of playfield, last row first
        .byte $00,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$00
        .byte $F3,$FB,$FB,$9B,$83,$83,$83,$83,$83,$83,$83,$9B,$FB,$FB,$F1
        .byte $8C,$8C,$8C,$8C,$8C,$8C,$8F,$8F,$8C,$8C,$8C,$8C,$EF,$EF,$E7
        .byte $10,$10,$10,$10,$10,$10,$10,$10,$10,$10,$10,$10,$70,$70,$70
        .byte $79,$FD,$FD,$CD,$C1,$C1,$C1,$C1,$C1,$C1,$C1,$CD,$FD,$FD,$79
        .byte $19,$19,$19,$19,$19,$19,$1F,$1F,$1F,$19,$19,$19,$19,$19,$19
        include "game-over.inc"
LogoColor                      ; last line first
        .byte $46,$46,$46,$46,$46,$46,$48,$48,$48,$48,$48,$48,$38,$38,$38
        .byte $38,$38,$38,$38,$38,$3A,$3A,$3A,$3A,$3A,$3A,$3A,$3A,$2A,$2A
        .byte $2A,$2A,$2A,$2A,$2A,$2A,$2C,$2C,$2C,$2C,$2C,$2C,$2C,$2C,$1C
        .byte $1C,$1C,$1C,$1C,$1C,$1C,$1C,$1E,$1E,$1E,$1E,$1E,$1E,$1E,$1E

; Fruits, 8 pixels (doubled) by 20 lines: all shapes, then all colors, in the same order
Apple
        .byte %00001100,%00011110,%00011100,%00010000,%01110110
        .byte %11111111,%11111111,%11111111,%11111111,%11111111
        .byte %11111111,%11111111,%11111111,%11111111,%11111111
        .byte %01111110,%01111110,%01111110,%00111100,%00100100
Orange
        .byte %00011000,%00111100,%00011000,%00111100,%01111110
        .byte %01111110,%11111111,%11111111,%11111111,%11111111
        .byte %11111111,%11111111,%11111111,%11111111,%11111111
        .byte %11111111,%01111110,%01111110,%00111100,%00011000
Banana
        .byte %00000011,%00000011,%00000110,%00000111,%00001111
        .byte %00001111,%00001111,%00011111,%00011111,%00011111
        .byte %00111110,%00111110,%01111110,%01111100,%11111100
        .byte %11111000,%11111000,%01110000,%01100000,%01000000
Grapes
        .byte %00001100,%00011000,%00111110,%00111100,%11011011
        .byte %11111111,%11011011,%01100110,%11111111,%11111111
        .byte %01100110,%00111100,%01111110,%01111110,%00111100
        .byte %00011000,%00111100,%00111100,%00011000,%00011000
Pear
        .byte %00010000,%00011000,%00010000,%00111000,%00111000
        .byte %00111100,%00111100,%00111100,%01111100,%01111110
        .byte %01111110,%11111111,%11111111,%11111111,%11111111
        .byte %11111111,%11111111,%01111110,%01111110,%00111100
Cherries
        .byte %00000110,%00001110,%00011000,%00011100,%00100100
        .byte %00100100,%00100010,%01000010,%01000010,%11100111
        .byte %11101111,%11111111,%11101111,%11101111,%11101111
        .byte %11001111,%00001110,%00001110,%00000000,%00000000
Strawberry
        .byte %00011000,%10011001,%11011011,%01111110,%11111111
        .byte %11111111,%11111111,%11011111,%11111011,%11111111
        .byte %11111111,%01101110,%01111110,%01111010,%01111110
        .byte %00111100,%00101100,%00111100,%00011000,%00011000
Lemon
        .byte %00011000,%00011000,%00111100,%01111110,%01111110
        .byte %11111111,%11111111,%11111111,%11111111,%11111111
        .byte %11111111,%11111111,%11111111,%11111111,%11111111
        .byte %01111110,%01111110,%00111100,%00011000,%00011000
AppleColor
        .byte $C8,$C8,$C8,$F6,$48,$48,$4A,$4C,$4C,$4A
        .byte $4A,$48,$48,$48,$48,$46,$46,$46,$44,$44
OrangeColor
        .byte $C8,$C8,$C6,$3A,$3A,$3A,$3C,$3E,$3E,$3C
        .byte $3C,$3A,$3A,$3A,$38,$38,$38,$36,$36,$36
BananaColor
        .byte $F4,$F6,$DA,$1C,$1E,$1E,$1E,$1E,$1E,$1E
        .byte $1E,$1E,$1E,$1C,$1C,$1C,$1C,$1A,$18,$F4
GrapesColor
        .byte $F6,$C6,$C8,$C8,$6C,$6C,$6A,$68,$6C,$6C
        .byte $68,$6A,$6C,$6A,$68,$68,$6A,$6A,$68,$68
PearColor
        .byte $F4,$C6,$F4,$DC,$DC,$DC,$DE,$DE,$DE,$DE
        .byte $DC,$DC,$DC,$DC,$DA,$DA,$DA,$D8,$D8,$D8
CherriesColor
        .byte $C8,$C8,$C8,$C6,$C6,$C6,$C6,$C6,$C6,$48
        .byte $4A,$4C,$4C,$4A,$4A,$48,$48,$46,$46,$46
StrawberryColor
        .byte $C6,$C8,$C8,$C8,$48,$4A,$4C,$4C,$4C,$4A
        .byte $4A,$4A,$4A,$48,$48,$48,$48,$46,$46,$46
LemonColor
        .byte $C8,$C6,$1C,$1E,$1E,$1E,$0E,$0E,$1E,$1E
        .byte $1E,$1E,$1E,$1C,$1C,$1C,$1A,$1A,$18,$18
FruitShapeLo
        .byte <(Apple+FRUIT_HEIGHT-1),<(Orange+FRUIT_HEIGHT-1),<(Banana+FRUIT_HEIGHT-1),<(Grapes+FRUIT_HEIGHT-1)
        .byte <(Pear+FRUIT_HEIGHT-1),<(Cherries+FRUIT_HEIGHT-1),<(Strawberry+FRUIT_HEIGHT-1),<(Lemon+FRUIT_HEIGHT-1)
FruitShapeHi
        .byte >(Apple+FRUIT_HEIGHT-1),>(Orange+FRUIT_HEIGHT-1),>(Banana+FRUIT_HEIGHT-1),>(Grapes+FRUIT_HEIGHT-1)
        .byte >(Pear+FRUIT_HEIGHT-1),>(Cherries+FRUIT_HEIGHT-1),>(Strawberry+FRUIT_HEIGHT-1),>(Lemon+FRUIT_HEIGHT-1)
FruitColorLo
        .byte <(AppleColor+FRUIT_HEIGHT-1),<(OrangeColor+FRUIT_HEIGHT-1)
        .byte <(BananaColor+FRUIT_HEIGHT-1),<(GrapesColor+FRUIT_HEIGHT-1)
        .byte <(PearColor+FRUIT_HEIGHT-1),<(CherriesColor+FRUIT_HEIGHT-1)
        .byte <(StrawberryColor+FRUIT_HEIGHT-1),<(LemonColor+FRUIT_HEIGHT-1)
FruitColorHi
        .byte >(AppleColor+FRUIT_HEIGHT-1),>(OrangeColor+FRUIT_HEIGHT-1)
        .byte >(BananaColor+FRUIT_HEIGHT-1),>(GrapesColor+FRUIT_HEIGHT-1)
        .byte >(PearColor+FRUIT_HEIGHT-1),>(CherriesColor+FRUIT_HEIGHT-1)
        .byte >(StrawberryColor+FRUIT_HEIGHT-1),>(LemonColor+FRUIT_HEIGHT-1)

BasketShape
        .byte %11111111,%11111111,%11111111,%10110110,%11011011,%11111111
        .byte %11111111,%01011010,%01101110,%01111110,%01111110,%01101010
        .byte %01011110,%01111110,%01111110,%00111100,%00111100,%00111100
BasketColor
        .byte $FC,$FE,$FA,$F8,$F8,$FC,$FA,$F6,$F6
        .byte $FA,$F8,$F6,$F6,$FA,$F8,$F6,$F4,$F4

        echo "free", [$FFFC - .]d, "bytes"
        org $FFFC
        .word Start
        .word Start
