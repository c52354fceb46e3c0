// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"
#include "auto.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static const struct {
	const char *name, *kernel;
} pools[HV_POOL_COUNT] = {
	{ "external", "external" },
	{ "guest", "guest" },
	{ "auto", "auto" },
	{ "host", "auto-external" },
	{ "internal", "auto-internal" },
};

int complain(const char *format, ...)
{
	va_list args;

	fputs("hvkvp: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return -1;
}

int options_parse(const struct hv_cli *cli, int argc, char **argv, int min, int max,
                  struct options *ret, int *ret_first)
{
	const int first = hv_cli_parse(cli, argc, argv, ret, stdout, stderr);

	if (first == HV_CLI_DONE)
		return HV_EXIT_OK;
	if (first < 0)
		return HV_EXIT_USAGE;
	if (argc - first < min || argc - first > max) {
		fprintf(stderr, "%s: too %s words; see %s --help\n", cli->name,
		        argc - first < min ? "few" : "many", cli->name);
		return HV_EXIT_USAGE;
	}
	*ret_first = first;
	return -1;
}

const char *pool_name(unsigned int number)
{
	return number < HV_POOL_COUNT ? pools[number].name : "none";
}

int pool_by_name(const char *name)
{
	unsigned long number;

	for (int i = 0; i < HV_POOL_COUNT; i++)
		if (strcmp(name, pools[i].name) == 0 || strcmp(name, pools[i].kernel) == 0)
			return i;
	if (hv_parse_uint(name, 0, HV_POOL_COUNT - 1, &number) == 0)
		return (int)number;
	return complain("no such pool: %s (0 external, 1 guest, 2 auto, 3 host, 4 internal)", name);
}

int pool_set(char *const *names, int count)
{
	int set = count > 0 ? 0 : (1 << HV_POOL_COUNT) - 1;

	for (int i = 0; i < count; i++) {
		const int number = pool_by_name(names[i]);

		if (number < 0)
			return -1;
		set |= 1 << number;
	}
	return set;
}

int options_root(const struct options *o)
{
	const char *root = o->root ? o->root : "/";
	const int fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const int error = errno;

	if (fd < 0)
		complain("%s: %s", root, strerror(error));
	return fd < 0 ? -error : fd;
}

int folder_below(int root, const char *path)
{
	const struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));

	if (fd < 0 && errno == ENOSYS)
		fd = openat(root, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* One folder at a time, so that each is made below where the one before leads. */
static int make_folder(int root)
{
	static const char *const steps[] = { "var", "var/lib", POOLS_BELOW };
	static const char *const parents[] = { ".", "var", "var/lib" };
	static const char *const names[] = { "var", "lib", "hyperv" };
	int fd = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		AUTO_CLOSE int parent = folder_below(root, parents[i]);

		if (fd >= 0)
			close(fd);
		if (parent < 0)
			return parent;
		if (mkdirat(parent, names[i], 0755) < 0 && errno != EEXIST)
			return -errno;
		fd = folder_below(root, steps[i]);
		if (fd < 0)
			return fd;
	}
	return fd;
}

int options_folder(const struct options *o, bool create)
{
	AUTO_CLOSE int root = options_root(o);
	int fd;

	if (root < 0)
		return root == -ENOENT ? -ENOTDIR : root;
	fd = folder_below(root, POOLS_BELOW);
	if (fd == -ENOENT && create)
		fd = make_folder(root);
	if (fd < 0 && (fd != -ENOENT || create))
		complain("%s%s: %s", o->root ? o->root : "", HV_POOL_FOLDER, strerror(-fd));
	return fd;
}
