; RAIDERS: rows of raiders move sideways, each in its own direction, and sink. One shot at a time, three ships.
; games.json and other programs rely on the RAM addresses below: see roms/README.md.

        processor 6502
        include "vcs.inc"
        include "macros.inc"

; --- The rules -----------------------------------------------------------------------------------------------------

STATE_TITLE     = 0
STATE_PLAY      = 1
STATE_DYING     = 2
STATE_OVER      = 3

; Heights are in pairs of lines, because the kernel updates everything every two lines. Pair 0 is the lowest.
PAIRS           = 86            ; from the panel to the ground
PAIRS_TITLE     = 54            ; of these, below the logo
ROWS_TITLE      = 3
ROWS            = 5
ROW_PAIRS       = 10            ; one to place the row, eight to draw it, one empty
RAIDER_PAIRS    = 8
SHIP_PAIRS      = 8
SHIP_ZONE       = SHIP_PAIRS + 2        ; two more to place the ships in reserve and the ship
LOWEST          = PAIRS - SHIP_ZONE     ; pairs that the fleet can sink into
SHOT_PAIRS      = 4
BOMB_PAIRS      = 6
NOWHERE         = $D0           ; height of a shot or bomb that does not exist: in no pair

RAIDERS         = 15
SPACING         = 32            ; columns between the three of a row
BIAS            = 64            ; offset of rowX, so that it stays positive in a row without its left raiders
LEFT_EDGE       = BIAS + 8
RIGHT_EDGE      = BIAS + 144
SHIP_MIN        = 8
SHIP_MAX        = 144
SHIP_START      = 76
SHIP_STEP       = 1
SHOT_STEP       = 3             ; pairs a frame
AIM             = 6             ; columns to either side that count as over the ship
BOMB_SPEED      = 224           ; 256ths of a pair a frame, in the first wave
BOMB_FASTER     = 32            ; more in each wave
BOMB_FASTEST    = 480
RELOAD_LEAST    = 8             ; frames between two bombs: minimum, and random bits that are added
RELOAD_MASK     = 31
BOMB_LEAST      = 20            ; lowest start of a bomb, in pairs above the ground
FLEET_SPEED     = 72            ; 256ths of a column a frame, in the first wave
FLEET_FASTER    = 20            ; more in each wave
FLEET_FASTEST   = 192
KILL_FASTER     = 4             ; added for each raider that was hit
STEPS_A_DROP    = 24            ; columns before the fleet sinks by one pair
LIVES           = 3
DYING_FRAMES    = 64
WAVE_FRAMES     = 64            ; between two waves
BOOM_FRAMES     = 12

SEED_LO         = $5A           ; any value but 0
SEED_HI         = $C3

SHOT_COLOR     = $0E
BOMB_COLOR     = $3E
RESERVE_COLOR  = $9A
RESERVE_X       = 68

; --- Memory --------------------------------------------------------------------------------------------------------

        seg.u ram
        org $80
state           ds 1            ; $80
score           ds 3            ; $81 BCD, lowest first
lives           ds 1            ; $84
wave            ds 1            ; $85
shipX           ds 1            ; $86 leftmost column
shotX           ds 1            ; $87
shotY           ds 1            ; $88 lowest pair, NOWHERE = none
bombX           ds 1            ; $89
bombY           ds 1            ; $8A lowest pair, NOWHERE = none
descent         ds 1            ; $8B pairs above the fleet
rowsShown       ds 1            ; $8C rows down to the last one with a raider
raidersLeft     ds 1            ; $8D
frame           ds 1            ; $8E since RESET, modulo 256
seedLo          ds 1            ; $8F
seedHi          ds 1            ; $90
rowX            ds ROWS         ; $91 column of the row's left place, + BIAS; highest row first
rowMask         ds ROWS         ; $96 raiders: D0 left, D1 middle, D2 right
rowLeftward     ds ROWS         ; $9B not 0: moves left
fleetSpeed      ds 1            ; $A0 256ths of a column a frame
fleetFraction   ds 1
steps           ds 1            ; columns since the fleet sank
bombFraction    ds 1
bombSpeed       ds 2
reload          ds 1            ; frames until a raider fires again
timer           ds 1
boomX           ds 1            ; an explosion: column, row, frames left
boomRow         ds 1
boomFrames      ds 1
stick           ds 1
anyInput        ds 1            ; D0 button, D7-4 stick
stirred         ds 1            ; the first input has been seen
shotSound       ds 1
scratch         ds 2
; values that the kernel reads
drawX           ds ROWS         ; column + 3, as COARSE wants it
drawCopies      ds ROWS
drawShape       ds ROWS
shotBits        ds 1
bombBits        ds 1
rowsLeft        ds 1
row             ds 1
boomMask        ds 1
gapBelow        ds 1            ; pairs between fleet and ship
rowsDrawn       ds 1
reserveMask     ds 1
reserveCopies   ds 1
shipShape       ds 1
glyph0          ds 2
glyph1          ds 2
glyph2          ds 2
glyph3          ds 2
glyph4          ds 2
glyph5          ds 2
glyphRow        ds 1
glyphHold       ds 1
logo            ds 12

; --- Code ----------------------------------------------------------------------------------------------------------

        seg code
        org $F000

; The second line of every pair: shows shot and bomb, and computes them for the next pair. 43 cycles.
; Inside a height of n pairs: 4 - 0 - borrow = 3, D1 on; outside: 4, D1 off.
        MAC MISSILES
        lda shotBits
        sta ENAM0
        lda bombBits
        sta ENABL
        dey
        tya
        sec
        sbc shotY
        cmp #SHOT_PAIRS
        lda #4
        sbc #0
        sta shotBits
        tya
        sec
        sbc bombY
        cmp #BOMB_PAIRS
        lda #4
        sbc #0
        sta bombBits
        ENDM

; COARSE p: the rest of this line places player p at column A - 3 (see POSITION).
        MAC COARSE
        sta WSYNC
        sec
.coarse sbc #15
        bcs .coarse
        IF (>.coarse) != (>.)   ; a taken branch to another page would cost a sixth cycle
        echo "error: a positioning loop crosses a page at", ., ": move the code"
        ERR
        ENDIF
        eor #7
        asl
        asl
        asl
        asl
        sta HMP0+{1}
        sta RESP0+{1}
        ENDM

Start
        POWER_ON
        lda #SEED_LO
        sta seedLo
        lda #SEED_HI
        sta seedHi
        lda #SHIP_START
        sta shipX
        jsr NextWave
        lda #0
        sta wave

MainLoop
        BEGIN_FRAME
        jsr MoveBomb            ; here, because the overscan has no time for it
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
        lda boomFrames
        beq .console
        dec boomFrames
.console
        lda SWCHB
        lsr
        bcs .running
        lda #SEED_LO            ; RESET: from here on, the game depends only on the inputs
        sta seedLo
        lda #SEED_HI
        sta seedHi
        lda #0
        sta frame
        sta stirred
        jmp NewGame
.running
        jsr ReadStick
        lda anyInput
        beq .state
        jsr Stir
.state  ldx state
        beq .title
        dex
        beq .play
        dex
        beq .dying
        jmp MoveFleet           ; game over: the fleet moves on, the score is kept until RESET
.title  lda anyInput
        bne NewGame
        jmp MoveFleet
.dying  dec timer
        bne .return
        lda #STATE_PLAY
        ldx lives
        bne .again
        lda #STATE_OVER
.again  sta state
        lda #SHIP_START
        sta shipX
.return rts
.play   lda raidersLeft
        bne .fight
        dec timer
        bne .between
        jmp NextWave
.between
        jmp MoveShip
.fight  jsr Collide
        lda state
        cmp #STATE_PLAY
        bne .return
        jsr MoveShip
        jmp MoveFleet

NewGame SUBROUTINE
        lda #STATE_PLAY
        sta state
        lda #LIVES
        sta lives
        lda #SHIP_START
        sta shipX
        lda #0
        sta score
        sta score+1
        sta score+2
        sta wave
        sta shotSound
        sta boomFrames
; Starts a wave: five full rows, lower and faster than the last wave.
NextWave
        inc wave
        ldx #ROWS-1
.row    lda RowStart,x
        sta rowX,x
        lda #7
        sta rowMask,x
        txa
        and #1
        sta rowLeftward,x
        dex
        bpl .row
        lda #RAIDERS
        sta raidersLeft
        lda #ROWS
        sta rowsShown
        ldx wave
        cpx #8
        bcc .speed
        ldx #8
.speed  lda WaveDescent-1,x
        sta descent
        lda WaveFleet-1,x
        sta fleetSpeed
        lda WaveBombLo-1,x
        sta bombSpeed
        lda WaveBombHi-1,x
        sta bombSpeed+1
        lda #0
        sta fleetFraction
        sta steps
        lda #NOWHERE
        sta shotY
        sta bombY
        lda #60
        sta reload
        rts

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

; Mixes the frame of the first input into the seed, which determines the raiders' bombs.
Stir SUBROUTINE
        lda stirred
        bne .return
        inc stirred
        lda frame
        eor seedLo
        sta seedLo
        ora seedHi
        bne .return
        inc seedLo              ; a register of zeros would stay zero
.return rts

; Ship and shot.
MoveShip SUBROUTINE
        lda shipX
        bit stick
        bmi .right
        bvc .shot
        cmp #SHIP_MIN+1
        bcc .shot
        sbc #SHIP_STEP
        bne .place
.right  cmp #SHIP_MAX
        bcs .shot
        adc #SHIP_STEP
.place  sta shipX
.shot   lda shotY
        cmp #NOWHERE
        beq .load
        adc #SHOT_STEP          ; carry is clear: below NOWHERE
        cmp #PAIRS
        bcc .fly
        lda #NOWHERE
.fly    sta shotY
        rts
.load   lda anyInput
        lsr
        bcc .return
        lda shipX
        adc #3-1                ; carry is set
        sta shotX
        lda #SHIP_PAIRS
        sta shotY
        lda #12
        sta shotSound
.return rts

; Reads the collisions in the picture just drawn.
Collide SUBROUTINE
        bit CXP0FB              ; D6: bomb and player 0, which is the ship only at the bottom
        bvc .shot
        lda bombY
        cmp #SHIP_PAIRS
        bcs .shot
        jmp LoseShip
.shot   bit CXM0P               ; D7: shot and player 1
        bpl .return
        lda #PAIRS-SHOT_PAIRS   ; pairs from the fleet's top down to the shot's tip
        sec
        sbc shotY
        sec
        sbc descent
        jsr HitRow              ; the tip, or the tail: the row may have moved into the shot from the side
        bcs .return
        lda #PAIRS-1
        sec
        sbc shotY
        sec
        sbc descent
        jmp HitRow
.return rts

; A = pairs below the fleet's top. Removes the raider of that row at the shot's column. Carry = there was one.
HitRow SUBROUTINE
        ldx #0
        cmp #ROWS*ROW_PAIRS
        bcs .none               ; above or below the fleet
.row    cmp #ROW_PAIRS
        bcc .found
        sbc #ROW_PAIRS
        inx
        bne .row
.found  lda shotX               ; columns from the left place, one more because the shot is two wide
        sec
        sbc rowX,x
        clc
        adc #BIAS+1
        ldy #0
.place  cmp #9
        bcc .hit
        sbc #SPACING
        bcc .none
        iny
        cpy #3
        bne .place
.none   clc
        rts
.hit    lda PlaceBit,y
        and rowMask,x
        beq .none
        eor rowMask,x
        sta rowMask,x
        stx boomRow
        lda rowX,x
        sec
        sbc #BIAS
        clc
        adc PlaceColumn,y
        sta boomX
        lda #BOOM_FRAMES
        sta boomFrames
        lda #NOWHERE
        sta shotY
        lda fleetSpeed
        clc
        adc #KILL_FASTER
        sta fleetSpeed
        lda RowPoints,x
        jsr AddScore
        dec raidersLeft
        bne .rows
        lda #NOWHERE
        sta bombY
        lda #WAVE_FRAMES
        sta timer
        sec
        rts
.rows   ldx rowsShown           ; removes empty rows below the last raider
.last   lda rowMask-1,x
        bne .shown
        dex
        bne .last
.shown  stx rowsShown
        sec
        rts

; Adds A, two BCD digits.
AddScore SUBROUTINE
        sed
        clc
        adc score
        sta score
        lda score+1
        adc #0
        sta score+1
        lda score+2
        adc #0
        sta score+2
        cld
        rts

LoseShip SUBROUTINE
        dec lives
        lda #STATE_DYING
        sta state
        lda #DYING_FRAMES
        sta timer
        lda #NOWHERE
        sta shotY
        sta bombY
        lda #90
        sta reload
        rts

; One bomb at a time. Every second one starts at a raider above the ship, if there is one; the others at the lowest
; raider of a random column.
MoveBomb SUBROUTINE
        lda state
        cmp #STATE_PLAY
        bne .return
        lda raidersLeft
        beq .return
        lda bombY
        cmp #NOWHERE
        beq .none
        sec
        lda bombFraction
        sbc bombSpeed
        sta bombFraction
        lda bombY
        sbc bombSpeed+1
        bcs .falls
        lda #NOWHERE
.falls  sta bombY
        rts
.none   lda reload
        beq .fire
        dec reload
        rts
.fire   bit seedHi
        bvs .lot
        ldx rowsShown
.above  ldy #2
.near   lda rowMask-1,x
        and PlaceBit,y
        beq .far
        lda rowX-1,x
        sec
        sbc #BIAS-AIM
        clc
        adc PlaceColumn,y
        sec
        sbc shipX
        cmp #2*AIM+1
        bcc .found
.far    dey
        bpl .near
        dex
        bne .above
.lot    lda seedLo
        and #3
        tay
        cpy #3
        bcs .return             ; try another column in the next frame
        ldx rowsShown
.row    lda rowMask-1,x
        and PlaceBit,y
        bne .found
        dex
        bne .row
.return rts

.found  lda rowX-1,x
        sec
        sbc #BIAS-2
        clc
        adc PlaceColumn,y
        sta bombX
        lda #PAIRS-BOMB_PAIRS
        sec
        sbc descent
.below  sec
        sbc #ROW_PAIRS
        dex
        bne .below
        cmp #BOMB_LEAST
        bcc .return             ; too low: the ship could not avoid it
        sta bombY
        lda seedHi
        and #RELOAD_MASK
        ora #RELOAD_LEAST
        sta reload
        rts

; Moves every row in its own direction, and turns it at the edges. After STEPS_A_DROP steps the fleet sinks.
MoveFleet SUBROUTINE
        lda fleetFraction
        clc
        adc fleetSpeed
        sta fleetFraction
        bcc .return
        ldx #ROWS-1
.row    ldy rowMask,x
        lda rowLeftward,x
        bne .left
        inc rowX,x
        lda rowX,x
        clc
        adc MaskRight,y
        cmp #RIGHT_EDGE
        bcc .next
        inc rowLeftward,x
        bne .next
.left   dec rowX,x
        lda rowX,x
        clc
        adc MaskLeft,y
        cmp #LEFT_EDGE+1
        bcs .next
        lda #0
        sta rowLeftward,x
.next   dex
        bpl .row
        lda state
        cmp #STATE_PLAY
        bne .return
        inc steps
        lda steps
        cmp #STEPS_A_DROP
        bcc .return
        lda #0
        sta steps
        inc descent
        ldx rowsShown           ; landed?
        lda descent
.below  clc
        adc #ROW_PAIRS
        dex
        bne .below
        cmp #LOWEST+1
        bcc .return
        lda #2                  ; a ship is lost, and the fleet starts again
        sta descent
        jmp LoseShip
.return rts

; --- Sound -----------------------------------------------------------------------------------------------------------

PlaySound SUBROUTINE
        ldx shotSound           ; voice 0: the shot, a falling tone
        beq .first
        dec shotSound
        lda #4
        sta AUDC0
        txa
        eor #15
        sta AUDF0
        txa
        lsr
        tax
.first  stx AUDV0
        lda #8                  ; voice 1: explosions, noise
        sta AUDC1
        ldx boomFrames
        lda #6
        ldy state
        cpy #STATE_DYING
        bne .second
        lda timer
        lsr
        lsr
        tax
        lda #18
.second sta AUDF1
        stx AUDV1
        rts

; Tables by set of raiders: NUSIZ1, and the columns of the first and last raider
MaskCopies      .byte 0, 0, 0, 2, 0, 4, 2, 6
MaskLeft        .byte 0, 0, 32, 0, 64, 0, 32, 0
MaskRight       .byte 0, 0, 32, 32, 64, 64, 64, 64
PlaceBit        .byte 1, 2, 4
PlaceColumn     .byte 0, 32, 64
; by lives: ships in reserve, without the one in play
ReserveMask     .byte 0, 0, $FF, $FF
ReserveCopies   .byte 0, 0, 0, 1
; by row, highest first
RowStart        .byte BIAS+20, BIAS+60, BIAS+36, BIAS+76, BIAS+52
RowPoints       .byte $30, $30, $20, $20, $10
RowShape        .byte 7, 16+7, 16+7, 32+7, 32+7
; by wave; the same from the eighth on
WaveDescent     .byte 2, 3, 4, 5, 6, 7, 8, 8
.wave           SET 0
WaveFleet
                REPEAT 8
.speed          SET FLEET_SPEED + .wave * FLEET_FASTER
                IF .speed > FLEET_FASTEST
.speed          SET FLEET_FASTEST
                ENDIF
                .byte .speed
.wave           SET .wave + 1
                REPEND
WaveBombLo
.wave           SET 0
                REPEAT 8
.speed          SET BOMB_SPEED + .wave * BOMB_FASTER
                IF .speed > BOMB_FASTEST
.speed          SET BOMB_FASTEST
                ENDIF
                .byte <.speed
.wave           SET .wave + 1
                REPEND
WaveBombHi
.wave           SET 0
                REPEAT 8
.speed          SET BOMB_SPEED + .wave * BOMB_FASTER
                IF .speed > BOMB_FASTEST
.speed          SET BOMB_FASTEST
                ENDIF
                .byte >.speed
.wave           SET .wave + 1
                REPEND

; --- Values for the kernel, computed in the blank period -------------------------------------------------------------

PrepareKernel SUBROUTINE
        ; rows: position and copies depend on the set of raiders, the shape on row and animation
        ldx #ROWS-1
.row    ldy rowMask,x
        lda rowX,x
        sec
        sbc #BIAS-3
        clc
        adc MaskLeft,y
        sta drawX,x
        lda MaskCopies,y
        sta drawCopies,x
        lda RowShape,x
        cpy #0
        beq .empty
        sta scratch
        lda frame
        and #16
        lsr                     ; 8 = the second picture
        ora scratch
        jmp .shape
.empty  lda #3                  ; any column: its own may be outside the line
        sta drawX,x
        lda #EMPTY_SHAPE
.shape  sta drawShape,x
        dex
        bpl .row

        ; the ship, its wreck, or nothing
        lda #SHIP_SHAPE+7
        ldx state
        beq .ship
        dex
        beq .ship
        lda frame
        and #4
        asl
        adc #WRECK_SHAPE+7
        dex
        beq .ship
        lda #EMPTY_SHIP+7
.ship   sta shipShape

        ldx lives
        lda ReserveMask,x
        sta reserveMask
        lda ReserveCopies,x
        sta reserveCopies

        lda #PAIRS-SHIP_ZONE    ; the number of pairs of each part of the picture
        ldx rowsShown
        ldy state
        beq .short
        cpy #STATE_OVER
        bne .share
.short  lda #PAIRS_TITLE-SHIP_ZONE
        ldx #ROWS_TITLE
        ldy #2
        sty descent
.share  stx rowsDrawn
        sec
        sbc descent
.above  sec
        sbc #ROW_PAIRS
        dex
        bne .above
        sta gapBelow

        jsr SetGlyphs
        lda #<TitleLogo
        ldy #>TitleLogo
        ldx state
        beq .logo
        cpx #STATE_OVER
        bne .objects
        lda #<OverLogo
        ldy #>OverLogo
.logo   jsr SetLogo

.objects
        sta HMCLR
        lda #56
        POSITION 0
        lda #64
        POSITION 1
        lda shotX
        POSITION 2
        lda bombX
        POSITION 4
        sta WSYNC
        sta HMOVE
        lda #3
        sta NUSIZ0
        sta NUSIZ1
        sta VDELP0
        sta VDELP1
        lda #$1C
        sta COLUP0
        sta COLUP1
        lda #%00100001          ; mirrored playfield, ball four wide
        sta CTRLPF
        lda #0
        sta COLUBK
        sta CXCLR
        rts

; The six glyphs of the panel: invitation or score.
SetGlyphs SUBROUTINE
        ldx #10
        lda #>Glyphs
.high   sta glyph0+1,x
        dex
        dex
        bpl .high
        lda state
        beq .invitation
        ldx #0
        ldy #2
.digit  lda score,y
        lsr
        lsr
        lsr
        lsr
        sty scratch
        tay
        lda DigitLo,y
        sta glyph0,x
        ldy scratch
        lda score,y
        and #15
        tay
        lda DigitLo,y
        sta glyph1,x
        ldy scratch
        inx
        inx
        inx
        inx
        dey
        bpl .digit
        rts
.invitation
        ldx #0
        lda #<Invitation
.glyph  sta glyph0,x
        clc
        adc #GLYPH_ROWS
        inx
        inx
        cpx #12
        bne .glyph
        rts

; --- The picture: 210 lines ------------------------------------------------------------------------------------------

        align 256               ; counted loops must not cross a page
DrawPicture SUBROUTINE
        LINES 6
        ldy #GLYPH_ROWS-1
        jsr DrawSixGlyphs
        lda #0
        sta VDELP0
        sta VDELP1
        sta shotBits
        sta bombBits
        sta HMCLR
        lda #SHOT_COLOR
        sta COLUP0
        lda #BOMB_COLOR
        sta COLUPF
        lda #%00010000          ; one copy, missile two wide
        sta NUSIZ0
        lda boomX
        clc
        adc #3
        COARSE 0                ; the explosion
        sta WSYNC
        sta HMOVE
        LINES 2
        ldx #PAIRS
        lda state
        beq .logo
        cmp #STATE_OVER
        bne .play
.logo   lda #%00100000
        sta WSYNC
        sta CTRLPF
        sta WSYNC
        jsr DrawLogoLines
        lda #%00100001
        sta CTRLPF
        lda #BOMB_COLOR
        sta COLUPF
        sta WSYNC
        ldx #PAIRS_TITLE
.play   txa
        tay
        lda #0
        sta row
        ldx drawCopies
        stx NUSIZ1
        ldx boomRow
        bne .quiet
        ldx boomFrames
        beq .quiet
        lda seedLo
.quiet  sta boomMask
        sta WSYNC
        ldx descent
.above  sta WSYNC
        sta WSYNC
        MISSILES
        dex
        bne .above
        lda drawX

.row    COARSE 1                ; first pair: place the row
        sta WSYNC
        sta HMOVE
        MISSILES
        ldx row
        lda drawShape,x
        tax
        lda #RAIDER_PAIRS
        sta rowsLeft
        lda RaiderShapes,x
.pair   sta WSYNC               ; eight pairs: draw it
        sta GRP1
        lda RaiderColors,x
        sta COLUP1
        lda boomMask
        and Noise,y
        sta GRP0
        sta WSYNC
        MISSILES
        dex
        dec rowsLeft
        beq .drawn
        lda RaiderShapes,x
        jmp .pair
.drawn  lda #0                  ; last pair: empty
        sta WSYNC
        sta GRP1
        sta GRP0
        ldx row
        inx
        stx row
        cpx boomRow
        bne .still
        ldx boomFrames
        beq .still
        lda seedLo              ; a different noise in every frame
.still  sta boomMask
        ldx row
        lda drawCopies,x
        sta NUSIZ1
        sta WSYNC
        MISSILES
        ldx row
        lda drawX,x
        cpx rowsDrawn
        beq .below
        jmp .row

.below  ldx gapBelow
        beq .ship
.gap    sta WSYNC
        sta WSYNC
        MISSILES
        dex
        bne .gap

.ship   lda #RESERVE_X+3
        COARSE 1
        sta WSYNC
        sta HMOVE
        MISSILES
        sta HMCLR
        lda shipX
        clc
        adc #3
        COARSE 0
        sta WSYNC
        sta HMOVE
        MISSILES
        ldx shipShape
        lda #SHIP_PAIRS
        sta rowsLeft
        lda ShipShapes,x
.hull   sta WSYNC
        sta GRP0
        lda ShipColors,x
        sta COLUP0
        sta WSYNC
        MISSILES
        dex
        dec rowsLeft
        beq .ground
        lda ShipShapes,x
        jmp .hull

.ground lda reserveCopies
        sta NUSIZ1
        lda #RESERVE_COLOR
        sta COLUP1
        ldx #0
        stx GRP0
.line   lda GroundBack,x
        sta WSYNC
        sta COLUBK
        lda GroundColor,x
        sta COLUPF
        lda Ground0,x
        sta PF0                 ; 17
        lda Ground1,x
        sta PF1                 ; 24
        lda Ground2,x
        sta PF2                 ; 31
        lda Reserve,x
        and reserveMask
        sta GRP1                ; 41: the ships are to the right of column 60
        lda #0
        sta GRP0
        sta ENAM0
        sta ENABL
        inx
        cpx #GROUND_LINES
        bne .line
        lda #0
        sta WSYNC
        sta COLUBK
        sta PF0
        sta PF1
        sta PF2
        sta GRP1
        rts

        include "six-glyphs.inc"
        include "logo.inc"

; --- Pictures --------------------------------------------------------------------------------------------------------

        align 256
Glyphs
        include "font.inc"

EMPTY_SHAPE     = 55            ; the last line of each picture is first, so this is the index of the top line
SHIP_SHAPE      = 0
WRECK_SHAPE     = 8
EMPTY_SHIP      = 24

        align 256
; Three kinds of raider, two pictures each, and an empty one
RaiderShapes
        .byte %01000010,%00100100,%10111101,%11111111
        .byte %11100111,%10111101,%00011000,%00100100
        .byte %00100100,%10100101,%11111111,%11111111
        .byte %01100110,%00111100,%00111100,%01000010
        .byte %11000011,%01100110,%00111100,%11111111
        .byte %11011011,%01100110,%00111100,%00011000
        .byte %00011000,%00100100,%00111100,%11111111
        .byte %11011011,%01100110,%00111100,%00011000
        .byte %10000001,%10100101,%01100110,%11111111
        .byte %10011001,%10011001,%11111111,%01111110
        .byte %00100100,%01011010,%01100110,%11111111
        .byte %10011001,%10011001,%11111111,%01111110
        .byte %00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000
RaiderColors
        .byte $46,$48,$4A,$4C,$1E,$4A,$4A,$48
        .byte $46,$48,$4A,$4C,$1E,$4A,$4A,$48
        .byte $36,$38,$3A,$3C,$0E,$3C,$3A,$38
        .byte $36,$38,$3A,$3C,$0E,$3C,$3A,$38
        .byte $C6,$C8,$CA,$CC,$CC,$CA,$CA,$C8
        .byte $C6,$C8,$CA,$CC,$CC,$CA,$CA,$C8
        .byte $00,$00,$00,$00,$00,$00,$00,$00
; The ship, two pictures of its wreck, and an empty one
ShipShapes
        .byte %11011011,%11111111,%11111111,%10111101
        .byte %00111100,%00111100,%00011000,%00011000
        .byte %10111110,%01101101,%10111101,%01011010
        .byte %10011010,%01011001,%00100100,%10010001
        .byte %01101110,%10111101,%01110110,%10110100
        .byte %01001001,%00110010,%10001000,%00100010
        .byte %00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000
ShipColors
        .byte $2C,$96,$98,$9A,$9C,$9E,$0E,$0E
        .byte $42,$44,$46,$38,$3A,$3C,$2E,$1E
        .byte $42,$44,$46,$38,$3A,$3C,$2E,$1E
        .byte $00,$00,$00,$00,$00,$00,$00,$00

GROUND_LINES    = 13
Ground0
        .byte %00000000,%10000000,%11010000,%11110000,%11110000,%00100000,%00000000
        .byte %01000000,%00000000,%00000000,%00010000,%00000000,%00000000
Ground1
        .byte %00000100,%00001110,%10011111,%11111111,%11111111,%00100010,%00000000
        .byte %10000100,%00000000,%00000000,%01000010,%00000000,%00000000
Ground2
        .byte %00000000,%10000000,%11000100,%11101101,%11111111,%00001000,%00000000
        .byte %00000010,%00000000,%00000000,%00000000,%00000000,%00000000
GroundColor
        .byte $F2,$F2,$F4,$F4,$F6,$F4,$F4,$F2,$F2,$F2,$F0,$F0,$F0
GroundBack
        .byte $00,$00,$00,$00,$F6,$F6,$F4,$F4,$F2,$F2,$F2,$F0,$F0
Reserve
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00011000
        .byte %00011000,%00111100,%10111101,%11111111,%11011011,%00000000
; Explosions: a random byte for each pair of lines
Noise
        .byte $B7,$EE,$7F,$79,$FE,$FE,$7F,$6E,$DF,$DF,$75,$E7
        .byte $43,$02,$6F,$55,$B4,$6D,$7D,$DC,$BB,$D4,$CF,$A9
        .byte $9B,$AD,$BF,$FE,$FF,$F7,$5F,$8B,$FF,$DF,$FB,$E7
        .byte $5F,$7C,$FD,$B5,$EC,$BF,$97,$FF,$EE,$FB,$AF,$BF
        .byte $BE,$7A,$DE,$F7,$39,$DF,$F9,$E9,$DF,$1C,$FF,$6A
        .byte $D3,$76,$FE,$5E,$D7,$E8,$FE,$FB,$FD,$F5,$CF,$F9
        .byte $FF,$FD,$FF,$BB,$B6,$9D,$BF,$FF,$BE,$5F,$F2,$AE
        .byte $FF,$B6

TitleLogo
        .byte $80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80,$80
        .byte $29,$29,$29,$49,$49,$8F,$CF,$CF,$E9,$29,$29,$29,$EF,$EF,$C6
        .byte $DE,$DE,$CC,$4C,$4C,$4C,$4C,$4C,$4C,$4C,$4C,$4C,$CC,$DE,$DE
        .byte $90,$90,$B0,$A0,$A0,$A0,$A0,$A0,$A0,$A0,$A0,$A0,$B0,$90,$90
        .byte $E9,$E9,$E9,$8A,$8A,$8C,$CE,$CE,$CF,$89,$89,$89,$EF,$EF,$EE
        .byte $1E,$1E,$1E,$10,$10,$10,$1E,$1E,$1E,$02,$02,$02,$1E,$1E,$1E
        include "game-over.inc"
LogoColor                      ; last line first
        .byte $92,$92,$92,$92,$92,$92,$92,$92,$94,$94,$94,$94,$94,$94,$94
        .byte $94,$96,$96,$96,$96,$96,$96,$96,$96,$98,$98,$98,$98,$98,$98
        .byte $98,$98,$9A,$9A,$9A,$9A,$9A,$9A,$9A,$9A,$9C,$9C,$9C,$9C,$9C
        .byte $9C,$9C,$9C,$9E,$9E,$9E,$9E,$9E,$9E,$0E,$0E,$0E,$0E,$0E,$0E

        echo "free", [$FFFC - .]d, "bytes"
        org $FFFC
        .word Start
        .word Start
