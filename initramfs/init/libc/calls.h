/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The C library's functions that are one system call with the same parameters: the architecture's .S file makes
 * each of them out of its number. Only calls that every architecture has.
 */
#include <sys/syscall.h>

/* clang-format off */
call(bind, __NR_bind)
call(chdir, __NR_chdir)
call(chroot, __NR_chroot)
call(close, __NR_close)
call(execve, __NR_execve)
call(flock, __NR_flock)
call(fstat, __NR_fstat)
call(fstatat, __NR_newfstatat)
call(fstatfs, __NR_fstatfs)
call(ftruncate, __NR_ftruncate)
call(clock_gettime, __NR_clock_gettime)
call(getdents64, __NR_getdents64)
call(getpid, __NR_getpid)
call(ioctl, __NR_ioctl)
call(kill, __NR_kill)
call(lseek, __NR_lseek)
call(mmap, __NR_mmap)
call(mount, __NR_mount)
call(nanosleep, __NR_nanosleep)
call(openat, __NR_openat)
call(pipe2, __NR_pipe2)
call(pread, __NR_pread64)
call(pwrite, __NR_pwrite64)
call(read, __NR_read)
call(readlinkat, __NR_readlinkat)
call(recvfrom, __NR_recvfrom)
call(setsid, __NR_setsid)
call(setsockopt, __NR_setsockopt)
call(socket, __NR_socket)
call(sync, __NR_sync)
call(sysinfo, __NR_sysinfo)
call(umount2, __NR_umount2)
call(uname, __NR_uname)
call(unlinkat, __NR_unlinkat)
call(write, __NR_write)
call(_exit, __NR_exit_group)
