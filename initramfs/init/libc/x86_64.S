/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the runtime is not C on x86_64: where the kernel begins, and how it is called (syscall(2), vfork(2)). */

.macro function name
	.section .text.\name, "ax", @progbits
	.globl \name
	.type \name, @function
\name:
.endm

function _start
	mov %rsp, %rdi
	and $-16, %rsp
	call start

/* The fourth argument of a function is in rcx, which the instruction overwrites; the kernel looks into r10. */
function system_call
	mov %rcx, %r10
	syscall
result:	cmp $-4095, %rax
	jae 1f
	ret
1:	neg %eax
	mov %eax, errno_now(%rip)
	or $-1, %rax
	ret

#define call(name, number) function name; mov $number, %eax; jmp system_call;
#include "calls.h"

function syscall
	mov %rdi, %rax
	mov %rsi, %rdi
	mov %rdx, %rsi
	mov %rcx, %rdx
	mov %r8, %r10
	mov %r9, %r8
	mov 8(%rsp), %r9
	syscall
	jmp result

/* The child returns first, on the same stack: its calls overwrite the return address. */
function vfork
	pop %rdx
	mov $__NR_vfork, %eax
	syscall
	push %rdx
	jmp result

function memmove
	mov %rdi, %rax
	mov %rdi, %rcx
	sub %rsi, %rcx
	cmp %rdx, %rcx
	jae memcpy
	std
	lea -1(%rdi, %rdx), %rdi
	lea -1(%rsi, %rdx), %rsi
	mov %rdx, %rcx
	rep movsb
	cld
	ret

function memcpy
	mov %rdi, %rax
	mov %rdx, %rcx
	rep movsb
	ret

function memset
	mov %rdi, %r8
	mov %esi, %eax
	mov %rdx, %rcx
	rep stosb
	mov %r8, %rax
	ret

	.section .note.GNU-stack, "", @progbits
