/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child that runs one function and can be stopped, killed or lied to at each of its system calls, by
 * ptrace(2): the calls are those of the real kernel, and so is what a killed process leaves behind.
 */
#pragma once
#include "tap.h"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Changing a call's arguments and result is a matter of registers. */
#ifdef __x86_64__
#define TRACE_CAN_LIE 1
#else
#define TRACE_CAN_LIE 0
#endif

struct trace {
	pid_t pid; /* 0 = it is no more */
	int status;
	bool inside;        /* stopped at a call's begin, not at its end */
	unsigned int calls; /* begun so far */
};

/* Start @run(@ctx) in a child that stops before the first call of it. */
static inline void trace_start(struct trace *t, int (*run)(void *ctx), void *ctx)
{
	*t = (struct trace){ 0 };
	fflush(stdout);
	t->pid = fork();
	if (t->pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		/* Not _exit(): before that a sanitizer makes calls that have to succeed. */
		syscall(SYS_exit_group, run(ctx));
	}
	is_int(waitpid(t->pid, &t->status, 0), t->pid);
	is_true(WIFSTOPPED(t->status));
	is_int(ptrace(PTRACE_SETOPTIONS, t->pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
}

/* Up to the next begin or end of a call; false when the child is no more. */
static inline bool trace_step(struct trace *t)
{
	int signal = 0;

	while (t->pid > 0) {
		if (ptrace(PTRACE_SYSCALL, t->pid, 0, signal) < 0 ||
		    waitpid(t->pid, &t->status, 0) != t->pid || !WIFSTOPPED(t->status)) {
			t->pid = 0;
			return false;
		}
		if (WSTOPSIG(t->status) == (SIGTRAP | 0x80)) {
			t->inside = !t->inside;
			t->calls += t->inside;
			return true;
		}
		signal = WSTOPSIG(t->status);
	}
	return false;
}

/* Up to the begin of the next call. */
static inline bool trace_call(struct trace *t)
{
	do {
		if (!trace_step(t))
			return false;
	} while (!t->inside);
	return true;
}

static inline void trace_kill(struct trace *t)
{
	if (t->pid > 0) {
		kill(t->pid, SIGKILL);
		while (waitpid(t->pid, &t->status, 0) == t->pid && !WIFSIGNALED(t->status) &&
		       !WIFEXITED(t->status))
			;
	}
	t->pid = 0;
}

/* Let it run to its end: its exit code, or -1. */
static inline int trace_finish(struct trace *t)
{
	if (t->pid > 0) {
		ptrace(PTRACE_DETACH, t->pid, 0, 0);
		waitpid(t->pid, &t->status, 0);
	}
	t->pid = 0;
	return WIFEXITED(t->status) ? WEXITSTATUS(t->status) : -1;
}

#if TRACE_CAN_LIE
static inline struct user_regs_struct trace_registers(const struct trace *t)
{
	struct user_regs_struct regs = { 0 };

	ptrace(PTRACE_GETREGS, t->pid, 0, &regs);
	return regs;
}

/* The call that begins. */
static inline long trace_number(const struct trace *t)
{
	return (long)trace_registers(t).orig_rax;
}

/* Its first and third argument. */
static inline size_t trace_file(const struct trace *t)
{
	return trace_registers(t).rdi;
}

static inline size_t trace_length(const struct trace *t)
{
	return trace_registers(t).rdx;
}

static inline void trace_shorten(const struct trace *t, size_t length)
{
	struct user_regs_struct regs = trace_registers(t);

	regs.rdx = length;
	ptrace(PTRACE_SETREGS, t->pid, 0, &regs);
}

/* The call that begins does nothing and fails. */
static inline bool trace_fail(struct trace *t, int error)
{
	struct user_regs_struct regs = trace_registers(t);

	regs.orig_rax = (unsigned long long)-1;
	ptrace(PTRACE_SETREGS, t->pid, 0, &regs);
	if (!trace_step(t))
		return false;
	regs = trace_registers(t);
	regs.rax = (unsigned long long)-error;
	ptrace(PTRACE_SETREGS, t->pid, 0, &regs);
	return true;
}
#else
static inline long trace_number(const struct trace *t)
{
	return -1;
}

static inline size_t trace_file(const struct trace *t)
{
	return 0;
}

static inline size_t trace_length(const struct trace *t)
{
	return 0;
}

static inline void trace_shorten(const struct trace *t, size_t length)
{
}

static inline bool trace_fail(struct trace *t, int error)
{
	return trace_step(t);
}
#endif
