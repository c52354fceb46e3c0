// SPDX-License-Identifier: GPL-2.0-only
#include "sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Flags of openat() that make or empty a file; O_TMPFILE without the O_DIRECTORY in it. */
#define MAKING ((O_CREAT | O_TRUNC | O_TMPFILE) & ~O_DIRECTORY)

#define IOCTL_TYPE_MASK 0xff00u

/* Calls of which one argument must have none of these bits. */
static const struct {
	int call;
	unsigned int argument;
	scmp_datum_t bits;
} without[] = {
	{ SCMP_SYS(openat), 2, MAKING },
	{ SCMP_SYS(mmap), 2, PROT_EXEC },
	{ SCMP_SYS(mprotect), 2, PROT_EXEC },
};

static void (*on_violation)(int call);

static void on_sigsys(int signal, siginfo_t *info, void *context)
{
	on_violation(info->si_syscall);
}

int sandbox_drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	return syscall(SYS_capset, &header, none) < 0 ? -errno : 0;
}

static int allow_if(scmp_filter_ctx filter, int call, unsigned int argument, scmp_datum_t mask,
                    scmp_datum_t value)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
	                        SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, mask, value));
}

static int allow_all(scmp_filter_ctx filter, const struct sandbox *s)
{
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);

	for (size_t i = 0; rc == 0 && i < s->call_count; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, s->calls[i], 0);
	for (size_t i = 0; rc == 0 && i < s->ioctl_count; i++)
		rc = allow_if(filter, SCMP_SYS(ioctl), 1, IOCTL_TYPE_MASK,
		              (scmp_datum_t)s->ioctl_types[i] << 8);
	for (size_t i = 0; rc == 0 && i < sizeof(without) / sizeof(without[0]); i++)
		rc = allow_if(filter, without[i].call, without[i].argument, without[i].bits, 0);
	return rc;
}

int sandbox_enter(const struct sandbox *s)
{
	const struct sigaction trap = { .sa_sigaction = on_sigsys, .sa_flags = SA_SIGINFO };
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
	int rc = filter ? allow_all(filter, s) : -ENOMEM;

	on_violation = s->violated;
	if (sigaction(SIGSYS, &trap, NULL) < 0)
		rc = -errno;

	if (rc == 0)
		rc = seccomp_load(filter); /* sets no_new_privs, too */
	seccomp_release(filter);
	return rc;
}
