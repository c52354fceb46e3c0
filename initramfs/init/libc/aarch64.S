/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the runtime is not C on arm64: where the kernel begins, and how it is called (syscall(2), vfork(2)). */

.macro function name
	.section .text.\name, "ax", %progbits
	.globl \name
	.type \name, %function
\name:
.endm

function _start
	mov x0, sp
	bl start

function system_call
	svc #0
	cmn x0, #4095
	b.hs 1f
	ret
1:	neg w1, w0
	adrp x2, errno_now
	str w1, [x2, :lo12:errno_now]
	mov x0, #-1
	ret

#define call(name, number) function name; mov x8, number; b system_call;
#include "calls.h"

function syscall
	mov x8, x0
	mov x0, x1
	mov x1, x2
	mov x2, x3
	mov x3, x4
	mov x4, x5
	mov x5, x6
	b system_call

/* clone(CLONE_VM | CLONE_VFORK | SIGCHLD): the return address is in a register, which the child has a copy of. */
function vfork
	mov x0, #0x4111
	mov x1, #0
	mov x8, #__NR_clone
	b system_call

function memmove
	sub x3, x0, x1
	cmp x3, x2
	b.hs memcpy
1:	cbz x2, 2f
	sub x2, x2, #1
	ldrb w3, [x1, x2]
	strb w3, [x0, x2]
	b 1b
2:	ret

function memcpy
	mov x3, x0
1:	subs x2, x2, #8
	b.lo 2f
	ldr x4, [x1], #8
	str x4, [x3], #8
	b 1b
2:	adds x2, x2, #8
	b.eq 4f
3:	ldrb w4, [x1], #1
	strb w4, [x3], #1
	subs x2, x2, #1
	b.ne 3b
4:	ret

function memset
	mov x3, x0
1:	cbz x2, 2f
	strb w1, [x3], #1
	sub x2, x2, #1
	b 1b
2:	ret

	.section .note.GNU-stack, "", %progbits
