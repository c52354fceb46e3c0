// SPDX-License-Identifier: GPL-2.0-only
#include "cause.h"
#include "auto.h"
#include <errno.h>
#include <string.h>

/* Found anywhere in a line; the first that is found counts. */
static const struct {
	const char *pattern;
	struct cause cause;
} patterns[] = {
	{ "VFS: Cannot open root device",
	  { "root-device", "the kernel itself looked for the root, and has no such device",
	    "build its driver into the kernel (hv_storvsc, nvme and pci-hyperv; sd_mod) or use an "
	    "initramfs that loads it; the kernel alone understands no UUID= or LABEL=, only PARTUUID= "
	    "and PARTLABEL=" } },
	{ "unknown-block(0,0)",
	  { "no-root-device", "there was no block device to mount, or no name of one",
	    "see that root= names the disk, that the boot loader loaded the initramfs, and that the "
	    "disk's driver is in it (initramfs-build --plan tells)" } },
	{ "Unable to mount root fs",
	  { "root-mount", "the root was found, and no file system driver took it",
	    "build its driver in, or put it into the initramfs; check rootfstype= and rootflags=" } },
	{ "No working init found",
	  { "no-init", "the root is mounted and has no program to start",
	    "see that it is the right partition, and init= a path on it" } },
	{ "Requested init",
	  { "bad-init", "the program that init= names cannot be run",
	    "mend init=, or take it away" } },
	{ "Attempted to kill init!",
	  { "init-ended", "the first program ended; with /init of hvkit a line before says why",
	    "look at the lines before; a code of 0x0000000b is a crash, 0x00007f00 a program that "
	    "could not be run" } },
	{ "Initramfs unpacking failed",
	  { "initramfs-broken", "the kernel could not unpack the initramfs",
	    "build it anew; is the compression one that the kernel has (CONFIG_RD_*)? is the file whole?" } },
	{ "Out of memory",
	  { "memory", "there was not enough memory",
	    "give the machine more, or make the image smaller" } },
	{ "(initramfs)",
	  { "initramfs-shell",
	    "initramfs-tools gave up on the root and waits at its shell, for ever",
	    "the lines before tell which device it waited for; is the driver in the image? a machine "
	    "without a person at its console wants panic= on the command line" } },
	{ "Entering emergency mode",
	  { "emergency-mode", "dracut or systemd gave up and waits at a shell, for ever",
	    "the lines before tell what failed; rd.shell=0 and rd.emergency=reboot keep a machine from "
	    "waiting" } },
	{ "dracut-initqueue: timeout",
	  { "dracut-timeout", "dracut waited for the root until it gave up",
	    "is the disk's driver in the image (dracut --add-drivers, or the module 50hvkit)? does "
	    "root= name an identifier that the disk has?" } },
	{ "grub>",
	  { "grub-prompt", "the boot loader found no configuration, and waits at its prompt",
	    "is the disk the right one, and /boot on it? reinstall GRUB's configuration" } },
	{ "grub rescue>",
	  { "grub-rescue", "the boot loader did not find its own files",
	    "the partition with /boot/grub is gone or has another number: reinstall GRUB" } },
	{ "File system check of the root filesystem failed",
	  { "fsck-failed",
	    "the check of the root file system left errors that a person has to decide on",
	    "attach the disk to another machine and run fsck there" } },
	{ "UNEXPECTED INCONSISTENCY",
	  { "fsck-inconsistent", "the check found what it does not mend by itself",
	    "attach the disk to another machine and run fsck there without -p" } },
	{ "EXT4-fs error",
	  { "ext4-error", "the file system is damaged", "check it with fsck.ext4 -f" } },
	{ "XFS: Corruption",
	  { "xfs-error", "the file system is damaged", "check it with xfs_repair" } },
	{ "Metadata corruption detected",
	  { "xfs-error", "the file system is damaged", "check it with xfs_repair" } },
	{ "device-mapper: verity:",
	  { "verity", "dm-verity found data that does not match its hash tree",
	    "is the root hash that of this image? else the disk was changed or is damaged" } },
	{ "hv_vmbus: Unable to negotiate",
	  { "vmbus-version", "the host speaks no version of VMBus that this kernel knows",
	    "use a younger kernel on a younger host, an older one on an older" } },
	{ "hv_vmbus: Hypercall failed",
	  { "vmbus-hypercall", "the hypervisor refused a call", "is this a supported host?" } },
	{ "hv_vmbus: probe failed",
	  { "vmbus-probe", "a driver did not take its device",
	    "the error's number is in the line: -110 is a host that does not answer, -19 a device that "
	    "went away" } },
	{ "Failed to connect to vmbus",
	  { "vmbus-connect",
	    "VMBus did not answer: no disk, network or console of Hyper-V will come",
	    "is the host Hyper-V or one that offers VMBus? a kernel with CONFIG_HYPERV_VTL_MODE does "
	    "not boot as an ordinary guest" } },
	{ "hv_storvsc: probe of",
	  { "storvsc", "the driver of the disks failed", "the error's number is in the line" } },
	{ "I/O error",
	  { "io-error", "a disk could not be read or written",
	    "on Azure a host that is being updated may take minutes: nvme_core.io_timeout=240" } },
	{ "module verification failed",
	  { "module-signature", "a module's signature is not one the kernel knows",
	    "use the modules that were built with this kernel" } },
	{ "disagrees about version of symbol",
	  { "module-version", "the modules are those of another kernel",
	    "build the initramfs anew for the kernel that boots" } },
	{ "Kernel panic - not syncing",
	  { "panic", "the kernel stopped", "the lines before it tell why" } },
	{ "end trace",
	  { "oops", "the kernel met a bug of its own", "report it with the whole log" } },
	{ "BUG: unable to handle",
	  { "oops", "the kernel met a bug of its own", "report it with the whole log" } },
};

const struct cause *cause_of_line(struct text line)
{
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++)
		if (memmem(line.at, line.len, patterns[i].pattern, strlen(patterns[i].pattern)))
			return &patterns[i].cause;
	return NULL;
}

/* What each says has to hold; the first for which it does counts. */
static const struct {
	const char *stage, *why;
	int error;
	bool nodriver, module, nothing_seen;
	struct cause cause;
} failures[] = {
	{ .why = "not-found",
	  .module = true,
	  .cause = { "module-refused",
	             "the root did not come up, and the kernel refused a module that it may need",
	             "the modules of the image have to be those of the kernel that boots: build it anew" } },
	{ .why = "not-found",
	  .nodriver = true,
	  .cause = { "no-driver",
	             "the root did not come up, and there are devices without a driver",
	             "put the modules for the aliases under nodriver= into the image "
	             "(initramfs-build takes their closure), or build them into the kernel" } },
	{ .why = "not-found",
	  .nothing_seen = true,
	  .cause = { "no-disk", "no disk came up at all",
	             "is one attached? is the driver of its controller (hv_storvsc, pci-hyperv and nvme) "
	             "in the kernel or the image?" } },
	{ .why = "not-found",
	  .cause = { "root-not-found",
	             "disks came up, but none of them is the root that was asked for",
	             "compare root= with what is under seen=: the identifier is another one, or the file "
	             "system's superblock is damaged" } },
	{ .why = "unsupported",
	  .cause = { "root-unsupported", "root= asks for what this /init does not do",
	             "use dracut for LUKS, LVM and network roots" } },
	{ .why = "invalid",
	  .cause = { "root-invalid", "root= cannot be understood",
	             "write UUID=, LABEL=, PARTUUID=, PARTLABEL= or a path below /dev" } },
	{ .why = "wrong-hash",
	  .cause = { "verity-wrong-hash",
	             "the root hash is not that of this image, or the image was changed",
	             "compare roothash= with what veritysetup format said when the image was made" } },
	{ .stage = "verity",
	  .error = EKEYREJECTED,
	  .cause = { "verity-signature", "the kernel does not trust the root hash's signature",
	             "sign with a key of the kernel's keyring, and put the certificate there" } },
	{ .stage = "verity",
	  .error = ENOENT,
	  .cause = { "verity-no-dm", "there is no device mapper",
	             "build dm-mod and dm-verity in, or put them into the image" } },
	{ .stage = "verity",
	  .cause = { "verity-setup", "the verified root could not be set up",
	             "the kernel's lines before this one tell what it did not like" } },
	{ .why = "errors-left",
	  .cause = { "fsck-errors",
	             "the file system check left errors that a person has to decide on",
	             "attach the disk to another machine and run fsck there" } },
	{ .why = "no-init",
	  .cause = { "no-init", "the root is mounted and has no program to start",
	             "see that it is the right partition, and init= a path on it" } },
	{ .stage = "mount",
	  .error = ENODEV,
	  .cause = { "no-filesystem", "the kernel has no driver for the root's file system",
	             "build it in, or put its module into the image" } },
	{ .stage = "mount",
	  .error = EUCLEAN,
	  .cause = { "root-damaged", "the root's file system is damaged",
	             "attach the disk to another machine and run fsck there" } },
	{ .stage = "mount",
	  .cause = { "root-mount", "the root could not be mounted",
	             "the kernel's lines before this one tell why; check rootflags= and rootfstype=" } },
	{ .stage = "overlay",
	  .cause = { "overlay", "the writable layer over the root could not be made",
	             "is overlay in the kernel or the image?" } },
	{ .stage = "cmdline",
	  .cause = { "cmdline", "a word of the command line cannot be understood",
	             "mend the word that the line names; see /init's manual" } },
	{ .stage = "modules",
	  .cause = { "module", "a module the image was built with does not load",
	             "build the image anew for the kernel that boots" } },
	{ .stage = "run",
	  .cause = { "run", "the program that was to take over cannot be run",
	             "see that it is there, for this machine, and executable" } },
	{ .cause = { "init-failed", "/init could not go on",
	             "the line names the step, and the errno the kernel's reason" } },
};

static bool is(const char *want, const char *got)
{
	return !want || strcmp(want, got) == 0;
}

const struct cause *cause_of_failure(const struct init_failure *f)
{
	size_t i;

	for (i = 0; i + 1 < ARRAY_SIZE(failures); i++)
		if (is(failures[i].stage, f->stage) && is(failures[i].why, f->why) &&
		    (failures[i].error == 0 || (uint64_t)failures[i].error == f->error) &&
		    (!failures[i].nodriver || f->nodriver[0]) &&
		    (!failures[i].module || f->module[0]) &&
		    (!failures[i].nothing_seen || strcmp(f->seen, "none") == 0))
			break;
	return &failures[i].cause;
}
