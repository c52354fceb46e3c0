// SPDX-License-Identifier: GPL-2.0-only
/* Functions that are a system call with other parameters, most of them since arm64 has only calls of the *at kind. */
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int open(const char *path, int flags, ...)
{
	va_list args;
	int fd;

	va_start(args, flags);
	fd = openat(AT_FDCWD, path, flags, va_arg(args, mode_t));
	va_end(args);
	return fd;
}

int mkdir(const char *path, mode_t mode)
{
	return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

ssize_t readlink(const char *path, char *buf, size_t size)
{
	return readlinkat(AT_FDCWD, path, buf, size);
}

/* Without AT_EACCESS, which the kernel's call does not have: PID 1 is who it is. */
int faccessat(int dir, const char *path, int mode, int flags)
{
	(void)flags;
	return (int)syscall(SYS_faccessat, dir, path, mode);
}

int access(const char *path, int mode)
{
	return faccessat(AT_FDCWD, path, mode, 0);
}

int poll(struct pollfd *fds, nfds_t n, int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	return (int)syscall(SYS_ppoll, fds, n, ms < 0 ? NULL : &t, NULL, 0);
}

/* reboot(2): LINUX_REBOOT_MAGIC1 and 2 */
int reboot(int how)
{
	return (int)syscall(SYS_reboot, 0xfee1dead, 672274793, how, NULL);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
	return (pid_t)syscall(SYS_wait4, pid, status, options, NULL);
}

#if defined(__x86_64__) /* ports are x86's */
#include <sys/io.h>
int ioperm(unsigned long from, unsigned long n, int on)
{
	return (int)syscall(SYS_ioperm, from, n, on);
}
#endif
