; TEN PINS: aim, roll, steer. Ten frames with the usual scoring: strikes and spares also count the next balls.
; games.json and other programs rely on the RAM addresses below: see roms/README.md.

        processor 6502
        include "vcs.inc"
        include "macros.inc"

; --- The rules -----------------------------------------------------------------------------------------------------

STATE_TITLE     = 0
STATE_AIM       = 1
STATE_ROLL      = 2
STATE_SETTLE    = 3             ; the ball has left, pins may still fall
STATE_OVER      = 4

FRAMES          = 10
PINS            = 10
STANDING        = $FF           ; in pinRow; for a falling pin, pinRow is the row that it has reached
GONE            = 4

AIM_MIN         = 60            ; middle of the ball
AIM_MAX         = 104
AIM_FIRST       = 64            ; the bowler starts at a random one of the 32 columns from here
AIM_DELAY       = 16            ; frames before the button has an effect, so that one press rolls one ball
SHOT_CLOCK      = 255           ; in two frames: after this the ball is lost, so every game ends

BALL_START      = 158           ; ballY is its top line, 16 at the far end of the lane, so that it can leave the picture
BALL_GONE       = 2
BALL_SPEED      = 384           ; 256ths of a line a frame
STEER           = 32            ; 64ths of a column a frame, while the stick is held
BALL_REACH      = 8             ; half a ball and half a pin, in columns
PIN_REACH       = 6             ; two half pins
DEFLECT         = 3             ; a pin pushes the ball back by this many 64ths per column of offset
REBOUND         = 8             ; columns per row that a pin moves after it has hit another one
LANE_MIN        = 48            ; middle of the ball; beyond is the gutter
LANE_MAX        = 112
GUTTER_LEFT     = 36
GUTTER_RIGHT    = 124

SETTLE_FRAMES   = 48
MESSAGE_FRAMES  = 90
MESSAGE_STRIKE  = 1
MESSAGE_SPARE   = 2
MESSAGE_GUTTER  = 3             ; LOST_IN_GUTTER + 2
MESSAGE_FOUL    = 4
LOST_IN_GUTTER  = 1
LOST_TO_CLOCK   = 2

SEED_LO         = $5A           ; any value but 0
SEED_HI         = $C3

PIN_LINES       = 14            ; a row of pins and its empty line; two lines more to place the next one
LANE_LINES      = 57
LANE_LINES_TITLE = 32
BOWLER_LINES    = 36

; Colors
WALL            = $00           ; of the ball as well: it is drawn in the playfield's color
DECK            = $F8
GUTTER          = $04
FOUL            = $42
FLOOR           = $F6
SIGN            = $84
ARROW           = $F2

; Cycles spent before a positioning loop, in columns, less the loop's own 3 (see POSITION)
DECK_OFFSET     = 3 * 18 - 3
FOUL_OFFSET     = 3 * 14 - 3

; --- Memory --------------------------------------------------------------------------------------------------------

        seg.u ram
        org $80
state           ds 1            ; $80
scoreLo         ds 1            ; $81 BCD
scoreHi         ds 1            ; $82 BCD
frameNumber     ds 1            ; $83 1 to 10
throw           ds 1            ; $84 0 first ball of the frame, 1 second
fillBalls       ds 1            ; $85 balls left that the tenth frame has won
ballX           ds 1            ; $86 middle of the ball, in columns
ballY           ds 1            ; $87 its top line + 16
pinsUp          ds 1            ; $88 pins standing, as counted so far
bonusNext       ds 1            ; $89 how often the next ball counts for earlier frames
bonusAfter      ds 1            ; $8A and the one after it
shotClock       ds 1            ; $8B
frame           ds 1            ; $8C since RESET, modulo 256
seedLo          ds 1            ; $8D
seedHi          ds 1            ; $8E
ballSpeedX      ds 1            ; $8F signed, 64ths of a column a frame
pinRow          ds PINS         ; $90 STANDING, or the row a falling pin has reached, or GONE
pinX            ds PINS         ; $9A where a falling pin is
pinSlope        ds PINS         ; $A4 and how many columns it moves per row
ballXLow        ds 1            ; 256ths
ballYLow        ds 1
ballRow         ds 1            ; next row of pins that the ball reaches, 4 = none
lost            ds 1            ; 1 in the gutter, 2 not rolled in time
timer           ds 1
stick           ds 1
anyInput        ds 1
stirred         ds 1            ; the first input has been seen
message         ds 1
messageFrames   ds 1
tick            ds 1            ; 0 to 5: which pins move in this frame
crashFrames     ds 1
felled          ds 1            ; by this ball
; values that the kernel reads: rows 0 to 3, in each player 0 and player 1
slotX           ds 8
slotCopies      ds 8
slotMask        ds 8
scratch         ds 2
glyph0          ds 2
glyph1          ds 2
glyph2          ds 2
glyph3          ds 2
glyph4          ds 2
glyph5          ds 2
glyphRow        ds 1
glyphHold       ds 1
logo            ds 12           ; six pointers: PF0 PF1 PF2 of the left half, then of the right
bowlerLeft      ds 2
bowlerRight     ds 2
laneLines       ds 1
bowlerX         ds 2            ; columns of the two halves, less FOUL_OFFSET

; --- Code ----------------------------------------------------------------------------------------------------------

        seg code
        org $F000

; Every line of lane and pins begins so: 15 cycles that move, switch and size the ball by the byte in A.
        MAC BALL_LINE
        sta WSYNC
        sta HMOVE
        sta ENABL
        asl
        asl
        ora #%00000001          ; mirrored playfield; D2, in front of the players, comes out of the byte
        sta CTRLPF
        ENDM

; ... and ends so: A = the ball's byte for the next line.
        MAC NEXT_BALL
        inx
        lda BallLines,x
        sta HMBL
        ENDM

; COARSE p: the loop of POSITION for player p, from an A that was made for the cycles spent so far.
        MAC COARSE
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

; PIN_ROW r: two lines that place row r and PIN_LINES lines that show it.
        MAC PIN_ROW
        BALL_LINE
        lda slotX+2*{1}
        COARSE 0
        ldy slotCopies+2*{1}
        sty NUSIZ0
        ldy slotCopies+2*{1}+1
        sty NUSIZ1
        NEXT_BALL
        BALL_LINE
        lda slotX+2*{1}+1
        COARSE 1
        lda #0
        sta HMP0                ; used by now
        NEXT_BALL
        ldy #PIN_LINES-1
.line   BALL_LINE
        lda PinColor,y
        sta COLUP0              ; 22
        sta COLUP1
        lda PinShape,y
        and slotMask+2*{1}
        sta GRP0                ; 35: before column 52, cycle 40
        lda PinShape,y
        and slotMask+2*{1}+1
        sta GRP1                ; 45: before column 68
        lda #0
        sta HMP1
        NEXT_BALL
        dey
        bpl .line
        ENDM

Start
        POWER_ON
        lda #SEED_LO
        sta seedLo
        lda #SEED_HI
        sta seedHi
        jsr SetPins

MainLoop
        BEGIN_FRAME
        jsr MovePins
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
        lda messageFrames
        beq .console
        dec messageFrames
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
        ldx state
        beq .title
        dex
        beq .aim
        dex
        beq .roll
        dex
        beq .settle
        rts                     ; game over: the score is kept until RESET
.title  lda anyInput
        beq .return
        jsr Stir
        jmp NewGame
.aim    jmp Aim
.roll   jsr Roll
        jmp CountPins
.settle jsr CountPins
        dec timer
        bne .return
        jmp EndThrow
.return rts

; Mixes the frame of the first input into the seed, which determines the bowler's starts from the second ball on.
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

NewGame SUBROUTINE
        lda #0
        sta scoreLo
        sta scoreHi
        sta fillBalls
        sta bonusNext
        sta bonusAfter
        sta messageFrames
        sta crashFrames
        sta tick
        lda #1
        sta frameNumber
        jsr SetPins
        jmp NextThrow

; A full rack.
SetPins SUBROUTINE
        ldx #PINS-1
        lda #STANDING
.pin    sta pinRow,x
        dex
        bpl .pin
        lda #PINS
        sta pinsUp
        lda #0
        sta throw
        rts

; Places the bowler for the next ball.
NextThrow SUBROUTINE
        lda #STATE_AIM
        sta state
        lda seedLo
        and #31
        clc
        adc #AIM_FIRST
        sta ballX
        lda #BALL_START
        sta ballY
        lda #SHOT_CLOCK
        sta shotClock
        lda #AIM_DELAY
        sta timer
        lda #0
        sta ballSpeedX
        sta ballXLow
        sta ballYLow
        sta ballRow
        sta lost
        sta felled
        rts

ReadStick SUBROUTINE
        lda SWCHA
        eor #$FF
        and #STICK_RIGHT|STICK_LEFT|STICK_DOWN|STICK_UP
        sta stick
        sta anyInput
        lda INPT4
        bmi .return
        inc anyInput            ; D0: the button
.return rts

; Moves the bowler by one column in two frames, until the button is pressed or the time is over.
Aim SUBROUTINE
        lda anyInput
        beq .clock
        jsr Stir
.clock  lda frame
        lsr
        bcc .button
        dec shotClock
        beq .late
        bit stick
        bmi .right
        bvc .button
        lda ballX
        cmp #AIM_MIN+1
        bcc .button
        dec ballX
        bne .button
.right  lda ballX
        cmp #AIM_MAX
        bcs .button
        inc ballX
.button lda timer
        beq .ready
        dec timer
        rts
.ready  lda anyInput
        lsr
        bcc .return
        lda #STATE_ROLL
        sta state
.return rts
.late   lda #LOST_TO_CLOCK
        sta lost
BallGone
        lda #0
        sta ballY
        lda #STATE_SETTLE
        sta state
        lda #SETTLE_FRAMES
        sta timer
        rts

; Ball: steer, move, gutter, rows of pins, end.
Roll SUBROUTINE
        lda lost
        ora ballRow
        bne .move               ; no steering in the gutter or among the pins
        lda #0
        bit stick
        bmi .right
        bvc .steer
        lda #-STEER
        bne .steer
.right  lda #STEER
.steer  sta ballSpeedX

.move   ldx #0                  ; four times the speed, signed, makes 256ths
        lda ballSpeedX
        bpl .sign
        dex
.sign   stx scratch
        asl
        rol scratch
        asl
        rol scratch
        clc
        adc ballXLow
        sta ballXLow
        lda scratch
        adc ballX
        sta ballX
        sec
        lda ballYLow
        sbc #<BALL_SPEED
        sta ballYLow
        lda ballY
        sbc #>BALL_SPEED
        sta ballY
        cmp #BALL_GONE
        bcc .gone

        lda lost
        bne .return
        lda ballX
        ldx #GUTTER_LEFT
        cmp #LANE_MIN
        bcc .gutter
        ldx #GUTTER_RIGHT
        cmp #LANE_MAX+1
        bcs .gutter
        ldx ballRow
        cpx #4
        bcs .return
        lda ballY
        cmp RowLine,x
        bcs .return
        jmp HitRow
.gutter stx ballX
        lda #0
        sta ballSpeedX
        inc lost                ; LOST_IN_GUTTER
.return rts
.gone   jmp BallGone

; The ball reaches row ballRow: every standing pin within reach falls, and pushes the ball back.
HitRow SUBROUTINE
        ldy RowFirst,x
.pin    lda pinRow,y
        bpl .next               ; falling, or gone
        sec
        lda PinColumn,y
        sbc ballX
        sta scratch             ; offset, signed
        bpl .right
        eor #$FF
        clc
        adc #1
.right  cmp #BALL_REACH+1
        bcs .next
        tax
        lda BallKick,x
        bit scratch
        bpl .slope
        eor #$FF
        clc
        adc #1
.slope  jsr Fell
        lda scratch             ; DEFLECT times the offset
        asl
        clc
        adc scratch
        eor #$FF
        sec
        adc ballSpeedX
        sta ballSpeedX
.next   iny
        ldx ballRow
        tya
        cmp RowFirst+1,x
        bne .pin
        inc ballRow
        rts

; Makes pin Y fall with slope A. Keeps Y, destroys A and X.
Fell SUBROUTINE
        sta pinSlope,y
        lda PinColumn,y
        sta pinX,y
        lda PinRowOf,y
        sta pinRow,y
        lda #14
        sta crashFrames
        rts

; Moves falling pins, one row in six frames. Each frame handles two of the pins.
MovePins SUBROUTINE
        lda state
        cmp #STATE_ROLL
        beq .moving
        cmp #STATE_SETTLE
        beq .moving
        rts
.moving ldx tick
        inx
        cpx #6
        bcc .tick
        ldx #0
.tick   stx tick
        jsr .move
        lda tick
        adc #6                  ; carry: clear from the compare above or from the last one in .move
        cmp #PINS
        bcs .return
        tax
.move   lda pinRow,x
        cmp #GONE
        bcs .still              ; gone, or standing
        inc pinRow,x
        lda pinRow,x
        cmp #GONE
        bcs .still
        tay
        clc
        lda pinX,x
        adc pinSlope,x
        sta pinX,x
        lda RowFirst+1,y
        sta scratch+1           ; where the row ends
        lda RowFirst,y
        tay
.other  lda pinRow,y
        bpl .next
        sec
        lda PinColumn,y
        sbc pinX,x
        sta scratch
        bpl .right
        eor #$FF
        clc
        adc #1
.right  cmp #PIN_REACH+1
        bcs .next
        stx glyphRow            ; free outside the picture
        tax
        lda PinKick,x
        ldx glyphRow
        bit scratch
        bpl .carry
        eor #$FF
        clc
        adc #1
.carry  sta glyphHold
        lda pinSlope,x          ; plus half of its own slope
        cmp #$80
        ror
        clc
        adc glyphHold
        jsr Fell
        lda scratch             ; and it bounces to the other side
        beq .slope
        lda #REBOUND
        bit scratch
        bmi .slope
        lda #-REBOUND
.slope  sta pinSlope,x
.next   iny
        cpy scratch+1
        bne .other
.still  clc
.return rts

; Scores each pin that has begun to fall: once for its frame, unless this is an extra ball of the tenth frame, and once
; for every earlier strike or spare that counts this ball.
CountPins SUBROUTINE
        ldx #PINS-1
        ldy #0
.count  lda pinRow,x
        bpl .down
        iny
.down   dex
        bpl .count
.pay    cpy pinsUp
        bcs .return
        dec pinsUp
        inc felled
        lda #0
        cmp fillBalls           ; carry: the pin counts for its own frame
        lda bonusNext
        sed
        adc scoreLo
        sta scoreLo
        lda scoreHi
        adc #0
        sta scoreHi
        cld
        bcc .pay                ; always taken: the score has at most four digits
.return rts

; Removes fallen pins, and continues with the next ball, the next frame, or the end.
EndThrow SUBROUTINE
        ldx #PINS-1
.pin    lda pinRow,x
        bmi .stands
        lda #GONE
        sta pinRow,x
.stands dex
        bpl .pin
        lda bonusAfter
        sta bonusNext
        lda #0
        sta bonusAfter
        ldy felled
        bne .hit
        lda lost
        beq .hit
        clc
        adc #MESSAGE_GUTTER-LOST_IN_GUTTER
        jsr Show
.hit    lda fillBalls
        beq .regular
        lda pinsUp
        bne .fill
        lda #MESSAGE_SPARE
        ldx felled
        cpx #PINS
        bne .say
        lda #MESSAGE_STRIKE
.say    jsr Show
        jsr SetPins
.fill   dec fillBalls
        beq .over
        jmp NextThrow

.regular
        lda pinsUp
        bne .open
        inc bonusNext
        ldx #1
        lda throw
        bne .spare
        inc bonusAfter
        inx
        lda #MESSAGE_STRIKE
        bne .mark
.spare  lda #MESSAGE_SPARE
.mark   jsr Show
        lda frameNumber
        cmp #FRAMES
        bne .nextFrame
        stx fillBalls           ; tenth frame: one ball more for a spare, two for a strike
        jsr SetPins
        jmp NextThrow
.open   lda throw
        bne .closed
        inc throw
        jmp NextThrow
.closed lda frameNumber
        cmp #FRAMES
        beq .over
.nextFrame
        inc frameNumber
        jsr SetPins
        jmp NextThrow
.over   lda #STATE_OVER
        sta state
        jmp SetPins

; Shows message A in place of the numbers for some time. Keeps X.
Show SUBROUTINE
        sta message
        lda #MESSAGE_FRAMES
        sta messageFrames
        rts

; --- Sound: the ball rumbles or a strike sings; pins crash -----------------------------------------------------------

PlaySound SUBROUTINE
        ldx #0
        lda messageFrames
        beq .rumble
        ldy message
        cpy #MESSAGE_GUTTER
        bcs .rumble
        lsr                     ; a rising arpeggio, twelve frames a note
        lsr
        sta AUDF0
        lda #4
        sta AUDC0
        ldx #6
        bne .first
.rumble lda state
        cmp #STATE_ROLL
        bne .first
        lda #8
        sta AUDC0
        lda #26
        sta AUDF0
        ldx #3
.first  stx AUDV0
        ldx crashFrames
        beq .second
        dec crashFrames
        lda #8
        sta AUDC1
        lda #4
        sta AUDF1
.second stx AUDV1
        rts

; --- Values for the kernel, computed in the blank period -------------------------------------------------------------

PrepareKernel SUBROUTINE
        ; each row of pins is two players, each with up to two copies 32 columns apart
        ldx #7
.slot   lda #0
        sta scratch             ; D0 first pin seen, D1 second
        ldy SlotFirst,x
        bmi .seen
        jsr PinSeen
        rol scratch
        ldy SlotSecond,x
        bmi .seen
        jsr PinSeen
        bcc .seen
        lda scratch
        ora #2
        sta scratch
.seen   ldy scratch
        lda SlotCopies,y
        sta slotCopies,x
        lda SlotMask,y
        sta slotMask,x
        lda SlotColumn,x
        cpy #2                  ; only the second pin
        bne .place
        clc
        adc #32
.place  sta slotX,x
        dex
        bpl .slot
        lda #2                  ; row 0 needs one player; the other is placed for the arrows on the lane
        sta slotCopies+1
        lda #60-DECK_OFFSET
        sta slotX+1

        lda state               ; the ball is at the bowler's right hand until it is rolled
        cmp #STATE_AIM
        bne .glyphs
        lda ballX
        sec
        sbc #17+FOUL_OFFSET
        sta bowlerX
        clc
        adc #8
        sta bowlerX+1
.glyphs jsr SetGlyphs
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
        lda ballX
        sec
        sbc #4
        POSITION 4
        sta WSYNC
        sta HMOVE
        lda #3
        sta NUSIZ0
        sta NUSIZ1
        sta VDELP0
        sta VDELP1
        lda #$0E
        ldx messageFrames
        beq .color
        txa                     ; the color of messages changes
        asl
        ora #8
.color sta COLUP0
        sta COLUP1
        lda #%00000101
        sta CTRLPF
        lda #WALL
        sta COLUBK
        sta COLUPF
        rts

; Carry = pin Y is visible: it stands, or it falls and this is an even frame.
PinSeen SUBROUTINE
        lda pinRow,y
        bmi .yes
        cmp #GONE
        bcs .no
        lda frame
        lsr
        rts
.no     clc
        rts
.yes    sec
        rts

; The six glyphs of the panel: invitation, message, or frame and score.
SetGlyphs SUBROUTINE
        lda state
        beq .invitation
        lda messageFrames
        bne .message
        lda #>Glyphs
        jsr PointGlyphPages
        lda #<BlankGlyph
        sta glyph0
        sta glyph2
        ldx frameNumber
        cpx #10
        bcc .ones
        lda DigitLo+1
        sta glyph0
        ldx #0
.ones   lda DigitLo,x
        sta glyph1
        lda scoreHi
        and #15
        tax
        lda DigitLo,x
        sta glyph3
        lda scoreLo
        lsr
        lsr
        lsr
        lsr
        tax
        lda DigitLo,x
        sta glyph4
        lda scoreLo
        and #15
        tax
        lda DigitLo,x
        sta glyph5
        rts

.invitation
        lda #>Glyphs
        jsr PointGlyphPages
        lda #<Invitation
        jmp PointGlyphRun

.message
        lda #>Letters
        jsr PointGlyphPages
        lda message
        asl
        adc message             ; times six letters
        asl
        tay
        ldx #0
.letter lda Messages-6,y
        sta glyph0,x
        iny
        inx
        inx
        cpx #12
        bne .letter
        rts

; All six glyphs lie in page A.
PointGlyphPages SUBROUTINE
        ldx #10
.high   sta glyph0+1,x
        dex
        dex
        bpl .high
        rts

; Six glyphs that follow each other, from low byte A.
PointGlyphRun SUBROUTINE
        ldx #0
.glyph  sta glyph0,x
        clc
        adc #GLYPH_ROWS
        inx
        inx
        cpx #12
        bne .glyph
        rts

; Tables. Rows are numbered from the bowler, pins as on the score sheet less one.
RowFirst        .byte 0, 1, 3, 6, 10
RowLine         .byte 72, 56, 40, 24    ; the ball's ballY when it touches the row
PinRowOf        .byte 0, 1, 1, 2, 2, 2, 3, 3, 3, 3
PinColumn       .byte 80, 72, 88, 64, 80, 96, 56, 72, 88, 104
; Columns per row that a pin moves, by the offset at which it was struck: the tangent of the angle between the centers
BallKick        .byte 0, 2, 3, 5, 7, 10, 13, 18, 24
PinKick         .byte 0, 2, 5, 8, 12, 16, 20
; What each player shows in each row: row 0 player 0, row 0 player 1, row 1 player 0 ...
SlotFirst       .byte 0, $FF, 1, 2, 3, 4, 6, 7
SlotSecond      .byte $FF, $FF, $FF, $FF, 5, $FF, 8, 9
SlotColumn      .byte 76-DECK_OFFSET, 84-DECK_OFFSET, 68-DECK_OFFSET, 84-DECK_OFFSET
                .byte 60-DECK_OFFSET, 76-DECK_OFFSET, 52-DECK_OFFSET, 68-DECK_OFFSET
; by D0 first pin seen, D1 second: one copy, or two that are 32 columns apart
SlotCopies      .byte 0, 0, 0, 2
SlotMask        .byte $00, $FF, $FF, $FF

; --- The picture: 210 lines ------------------------------------------------------------------------------------------

DrawPicture SUBROUTINE
        LINES 6
        ldy #GLYPH_ROWS-1
        jsr DrawSixGlyphs
        sta WSYNC
        ; the sign over the pins
        lda #>Glyphs
        jsr PointGlyphPages
        lda #<Sign
        jsr PointGlyphRun
        sta WSYNC
        lda #$0E
        sta COLUP0
        sta COLUP1
        lda #%11111110          ; walls up to column 44
        sta PF1
        lda #%11110000
        sta PF0
        sta WSYNC
        lda #SIGN
        sta COLUBK
        sta WSYNC
        sta WSYNC
        ldy #GLYPH_ROWS-1
        jsr DrawSixGlyphs
        LINES 3
        lda #0
        sta COLUBK
        sta VDELP0
        sta VDELP1
        sta HMCLR
        ; the bowler's picture and place
        lda #<StanceLeft
        ldx #<StanceRight
        ldy state
        cpy #STATE_AIM
        beq .pose
        lda #<ThrownLeft
        ldx #<ThrownRight
.pose   sta bowlerLeft
        stx bowlerRight
        lda #>Bowlers
        sta bowlerLeft+1
        sta bowlerRight+1
        LINES 3
        lda state
        beq .logo
        cmp #STATE_OVER
        beq .logo
        ldy #LANE_LINES-1
        bne .deck
.logo   lda #0
        sta WSYNC
        sta PF0
        sta PF1
        sta CTRLPF
        sta WSYNC
        jsr DrawLogoLines
        lda #WALL
        sta COLUPF
        lda #%00000101
        sta CTRLPF
        lda #%11111110
        sta PF1
        lda #%11110000
        sta PF0
        ldy #LANE_LINES_TITLE-1
.deck   sty laneLines

        ; four rows of pins, the hindmost first
        lda #16                 ; X = line of the picture less the ball's top line
        sec
        sbc ballY
        tax
        lda state
        beq .hidden
        cmp #STATE_OVER
        bne .ball
.hidden ldx #40                 ; far from the ball's lines at both ends of the table
.ball   lda #DECK
        sta WSYNC
        sta COLUBK
        lda BallLines,x
        sta HMBL
        PIN_ROW 3
        PIN_ROW 2
        PIN_ROW 1
        PIN_ROW 0
        BALL_LINE
        NEXT_BALL
        lda #ARROW
        sta COLUP0
        sta COLUP1
        ldy laneLines
        jsr Wait12
        nop
        nop
        nop
        nop
        nop
        lda #GUTTER             ; from the next line on there are gutters beside the lane
        sta COLUBK              ; 62: behind column 115
        lda #%11100000
        sta PF1                 ; 67: behind column 127
        lda BallLines,x

.lane   BALL_LINE
        lda CenterArrow,y
        sta GRP0
        lda SideArrow,y
        sta GRP1
        lda LaneColor,y
        nop
        sta COLUBK              ; 38 = column 46
        NEXT_BALL
        nop
        nop
        nop
        bit scratch
        lda #GUTTER
        sta COLUBK              ; 61 = column 115
        lda BallLines,x
        dey
        bpl .lane

        ; three lines of foul line, in which the bowler is placed; the ball keeps its width
        sta WSYNC
        sta HMOVE
        sta ENABL
        ldy #FOUL
        sty COLUBK
        NEXT_BALL
        ldy state
        beq .short
        cpy #STATE_OVER
        bne .foul
.short  jmp .end
.foul   sta WSYNC
        sta HMOVE
        sta ENABL
        ldy #FOUL
        sty COLUBK
        lda bowlerX             ; 14
        COARSE 0
        ldy #0
        sty NUSIZ1
        NEXT_BALL
        sta WSYNC
        sta HMOVE
        sta ENABL
        ldy #FOUL
        sty COLUBK
        lda bowlerX+1
        COARSE 1
        ldy #0
        sty HMP0
        NEXT_BALL
        ldy #BOWLER_LINES-1
.bowler BALL_LINE
        lda #FLOOR
        sta COLUBK
        lda BowlerColor,y
        sta COLUP0              ; 27
        sta COLUP1
        lda (bowlerRight),y
        sta GRP1                ; 38: before column 51
        lda #0
        sta HMP1
        NEXT_BALL
        dey
        lda (bowlerLeft),y
        sta GRP0                ; 62: this line's is out
        lda BallLines,x
        cpy #$FF
        bne .bowler

.end    lda #0
        sta WSYNC
        sta ENABL
        sta GRP0
        sta GRP1
        LINES 4
        lda #0
        sta COLUBK
        sta PF0
        sta PF1
        sta WSYNC
Wait12  rts                     ; twelve cycles with its JSR

        include "six-glyphs.inc"
        include "logo.inc"

; --- Pictures --------------------------------------------------------------------------------------------------------

        align 256
Glyphs
        include "font.inc"
Sign                            ; TEN PINS, letters three pixels wide
        GLYPH %00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        GLYPH %11101110,%11101110,%01001000,%01001000,%01001100,%01001100,%01001000,%01001000,%01001110,%01001110
        GLYPH %11100000,%11100000,%10100000,%10100000,%10100000,%10100000,%10100000,%10100000,%10100000,%10100000
        GLYPH %11001110,%11001110,%10100100,%10100100,%11000100,%11000100,%10000100,%10000100,%10001110,%10001110
        GLYPH %11101110,%11101110,%10101000,%10101000,%10101110,%10101110,%10100010,%10100010,%10101110,%10101110
        GLYPH %00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000,%00000000

        align 256
Letters
LetterS
        GLYPH %01111100,%11111110,%11000110,%11000000,%11111100,%01111110,%00000110,%11000110,%11111110,%01111100
LetterT
        GLYPH %01111110,%01111110,%00011000,%00011000,%00011000,%00011000,%00011000,%00011000,%00011000,%00011000
LetterR
        GLYPH %11111100,%11111110,%11000110,%11000110,%11111110,%11111100,%11011000,%11001100,%11000110,%11000110
LetterI
        GLYPH %01111110,%01111110,%00011000,%00011000,%00011000,%00011000,%00011000,%00011000,%01111110,%01111110
LetterK
        GLYPH %11000110,%11001110,%11011100,%11111000,%11110000,%11110000,%11111000,%11011100,%11001110,%11000110
LetterE
        GLYPH %11111110,%11111110,%11000000,%11000000,%11111000,%11111000,%11000000,%11000000,%11111110,%11111110
LetterP
        GLYPH %11111100,%11111110,%11000110,%11000110,%11111110,%11111100,%11000000,%11000000,%11000000,%11000000
LetterA
        GLYPH %00111000,%01111100,%11000110,%11000110,%11000110,%11111110,%11111110,%11000110,%11000110,%11000110
LetterU
        GLYPH %11000110,%11000110,%11000110,%11000110,%11000110,%11000110,%11000110,%11000110,%11111110,%01111100
LetterG
        GLYPH %01111100,%11111110,%11000110,%11000000,%11000000,%11001110,%11001110,%11000110,%11111110,%01111100
LetterF
        GLYPH %11111110,%11111110,%11000000,%11000000,%11111000,%11111000,%11000000,%11000000,%11000000,%11000000
LetterO
        GLYPH %01111100,%11111110,%11000110,%11000110,%11000110,%11000110,%11000110,%11000110,%11111110,%01111100
LetterL
        GLYPH %11000000,%11000000,%11000000,%11000000,%11000000,%11000000,%11000000,%11000000,%11111110,%11111110
LetterBlank
        GLYPH 0,0,0,0,0,0,0,0,0,0
Messages                        ; low bytes of six letters each
        .byte <LetterS,<LetterT,<LetterR,<LetterI,<LetterK,<LetterE
        .byte <LetterS,<LetterP,<LetterA,<LetterR,<LetterE,<LetterBlank
        .byte <LetterG,<LetterU,<LetterT,<LetterT,<LetterE,<LetterR
        .byte <LetterBlank,<LetterF,<LetterO,<LetterU,<LetterL,<LetterBlank

        align 256
; The ball, one byte a line: D7-4 motion to this line (HMBL), D3-2 width, D1 on (ENABL), D0 the playfield's priority
; The narrow first and last lines are indented by two columns. The other 245 lines are empty, so X can have any value.
BallLines
        .byte $EB,$2F,$0F,$0F,$0F,$0F,$0F,$0F,$0F,$EB,$21
        ds 245, $01
CenterArrow
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%01111110,%01111110
        .byte %00111100,%00111100,%00011000,%00011000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
SideArrow
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%01111110,%01111110,%00111100,%00111100
        .byte %00011000,%00011000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000000
LaneColor
        .byte $FC,$FC,$FC,$FC,$FC,$FC,$FC,$FC,$FC,$FC,$FA,$FC,$FA,$FC,$FA
        .byte $FC,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA
        .byte $FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA,$FA
        .byte $FA,$F8,$FA,$F8,$FA,$F8,$FA,$F8,$F8,$F8,$F8,$F8,$F8,$F8,$F8
PinShape                    ; last line first
        .byte %00000000,%00111100,%00111100,%01111110,%01111110,%01111110,%01111110
        .byte %00111100,%00011000,%00011000,%00011000,%00111100,%00111100,%00011000
PinColor
        .byte $0A,$0A,$0C,$0C,$0E,$0E,$0E,$0E,$46,$0E,$46,$0E,$0E,$0E

        align 256
Bowlers
; The bowler from behind, left and right half of two poses, last line first
StanceLeft
        .byte %00000000,%00001110,%00001110,%00000110,%00000110,%00000110
        .byte %00000110,%00000110,%00000110,%00000110,%00000111,%00000111
        .byte %00000111,%00000111,%00000111,%00000111,%00000111,%00010111
        .byte %00110111,%00110111,%00110111,%00110111,%00110111,%00110111
        .byte %00110111,%00111111,%00111111,%00011111,%00000111,%00000011
        .byte %00000011,%00000111,%00000111,%00000111,%00000011,%00000000
StanceRight
        .byte %00000000,%00111000,%00111000,%00110000,%00110000,%00110000
        .byte %00110000,%00110000,%00110000,%00110000,%01110000,%01110000
        .byte %01110000,%01110000,%11110000,%11100000,%11100000,%11100000
        .byte %11100011,%11100011,%11100111,%11100110,%11101110,%11101100
        .byte %11101100,%11111100,%11111100,%11111000,%11100000,%11000000
        .byte %11000000,%11100000,%11100000,%11100000,%11000000,%00000000
ThrownLeft
        .byte %00000000,%00011100,%00011100,%00001100,%00001100,%00001100
        .byte %00001100,%00001100,%00001100,%00001100,%00001100,%00001100
        .byte %00001110,%00001110,%00000111,%00000111,%00000111,%00000111
        .byte %00000111,%00000111,%10000111,%11000111,%11000111,%01100111
        .byte %01100111,%00111111,%00111111,%00011111,%00000111,%00000011
        .byte %00000011,%00000111,%00000111,%00000111,%00000011,%00000000
ThrownRight
        .byte %00000000,%00000000,%00000000,%00000000,%00000000,%00000011
        .byte %00000011,%00000111,%00000110,%00001110,%00001100,%00011100
        .byte %00111000,%01110000,%11110000,%11100000,%11100000,%11100000
        .byte %11100000,%11100000,%11100000,%11100000,%11100000,%11100000
        .byte %11100000,%11110000,%11111000,%11111100,%11101100,%11001110
        .byte %11000110,%11100110,%11100110,%11100110,%11000000,%00000000
BowlerColor
        .byte $00,$0E,$0E,$84,$84,$84,$84,$84,$84,$84,$84,$86
        .byte $86,$86,$86,$86,$86,$02,$44,$44,$44,$44,$44,$44
        .byte $44,$44,$46,$46,$46,$3C,$3C,$F2,$F2,$F2,$F2,$00

TitleLogo
        .byte $00,$00,$00,$00,$00,$00,$00,$00,$00,$00,$00,$00,$80,$80,$80
        .byte $CF,$CF,$CF,$CC,$CC,$CC,$CE,$CE,$CE,$CC,$CC,$CC,$EF,$EF,$EF
        .byte $52,$52,$52,$5A,$5A,$DA,$DE,$DE,$5E,$56,$56,$56,$D2,$D2,$D2
        .byte $80,$80,$00,$00,$00,$30,$30,$30,$20,$20,$20,$20,$30,$B0,$B0
        .byte $E9,$E9,$C9,$CB,$CB,$CB,$CF,$CF,$CF,$CD,$CD,$CD,$C9,$E9,$E9
        .byte $1E,$1E,$1E,$10,$10,$10,$1E,$1E,$1E,$02,$02,$02,$1E,$1E,$1E
        include "game-over.inc"
LogoColor                      ; last line first
        .byte $46,$46,$46,$46,$46,$46,$48,$48,$48,$48,$48,$48,$4A,$4A,$4A
        .byte $4A,$4A,$4A,$4A,$4A,$2A,$2A,$2A,$2A,$2A,$2A,$2A,$2A,$2C,$2C
        .byte $2C,$2C,$2C,$2C,$2C,$2C,$1C,$1C,$1C,$1C,$1C,$1C,$1C,$1C,$1E
        .byte $1E,$1E,$1E,$1E,$1E,$1E,$1E,$0E,$0E,$0E,$0E,$0E,$0E,$0E,$0E

        echo "free", [$FFFC - .]d, "bytes"
        org $FFFC
        .word Start
        .word Start
