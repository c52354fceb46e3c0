// SPDX-License-Identifier: GPL-2.0-only
/*
 * /init's own C library: the functions that initramfs/init uses, and no more, with the names and promises of the
 * usual one, whose headers they are compiled against. So the same sources are /init with these and, in the tests,
 * a program of the host's library. A third of /init was musl: its threads, locks and fallbacks for old kernels.
 *
 *	start.c             the first function, environ, errno
 *	x86_64.S aarch64.S  the entry, the gate to the kernel, memory in bulk
 *	calls.h             functions that are a system call as it is
 *	calls.c             functions that are nearly one
 *	string.c            texts
 */
#include <elf.h>
#include <stdint.h>
#include <unistd.h>

int main(int argc, char **argv);
_Noreturn void start(uintptr_t *stack);
int *__errno_location(void);

char **environ;
/* Set by system_call(). */
int errno_now __attribute__((used));

int *__errno_location(void)
{
	return &errno_now;
}

/* @stack: how many arguments, those, NULL, the environment, NULL, the auxiliary vector (x86-64 psABI 3.4.1). */
void start(uintptr_t *stack)
{
	char **argv = (char **)(stack + 1);

	environ = argv + *stack + 1;
	_exit(main((int)*stack, argv));
}

int getpagesize(void)
{
	char **end = environ;

	while (*end)
		end++;
	for (const uintptr_t *aux = (const uintptr_t *)(end + 1); aux[0] != AT_NULL; aux += 2)
		if (aux[0] == AT_PAGESZ)
			return (int)aux[1];
	return 4096;
}
