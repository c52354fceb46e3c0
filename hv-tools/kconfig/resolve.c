// SPDX-License-Identifier: GPL-2.0-only
#include "resolve.h"
#include "auto.h"
#include "batch_source.h"
#include "file.h"
#include "hash.h"
#include "spawn.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>

enum { MAX_ENVIRONMENT = 1 << 20, MAX_OBJECTS = 64, MAX_VARIABLES = 1024 };

/* The folder for a tree below the cache, and the files in it. */
struct work {
	const char *tree;
	char folder[PATH_MAX];
	char log[PATH_MAX + 8];
	bool made; /* conf-batch is there */
};

/* What kconfig is given in the place of the kernel's, to tell its environment. */
static const char probe[] = "$(shell,env -0 > environment)\n"
			    "config HVKIT\n"
			    "\tbool\n";

static int write_file(const struct work *w, const char *name, const char *text, size_t len)
{
	AUTO_FREE char *path = NULL;
	AUTO_FCLOSE FILE *out = NULL;

	if (asprintf(&path, "%s/%s", w->folder, name) < 0)
		return -ENOMEM;
	out = fopen(path, "we");
	if (!out)
		return -errno;
	return fwrite(text, 1, len, out) == len && fflush(out) == 0 ? 0 : -EIO;
}

static const char *cross_prefix(const char *arch)
{
	static const struct {
		const char *arch, *machine, *prefix;
	} table[] = {
		{ "x86_64", "x86_64", "x86_64-linux-gnu-" },
		{ "arm64", "aarch64", "aarch64-linux-gnu-" },
	};
	const char *given = getenv("CROSS_COMPILE");
	struct utsname host;

	if (given || uname(&host) < 0)
		return given;
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (strcmp(table[i].arch, arch) == 0 && strcmp(table[i].machine, host.machine) != 0)
			return table[i].prefix;
	return NULL;
}

/* The kernel's make builds kconfig and has it run in the environment of @arch, which the probe writes down. */
static int ask_make(const struct work *w, const char *arch)
{
	const char *prefix = cross_prefix(arch), *cc = getenv("CC");
	AUTO_FREE char *arch_word = NULL, *out_word = NULL, *probe_word = NULL, *cross = NULL,
		       *cc_word = NULL;
	char *argv[12] = { (char[]){ "make" }, (char[]){ "-s" }, (char[]){ "-C" },
		           (char *)w->tree };
	const struct kconf_spawn how = { .log = w->log };
	int n = 4;

	if (asprintf(&arch_word, "ARCH=%s", arch) < 0 ||
	    asprintf(&out_word, "O=%s", w->folder) < 0 ||
	    asprintf(&probe_word, "KBUILD_KCONFIG=%s/probe", w->folder) < 0 ||
	    asprintf(&cross, "CROSS_COMPILE=%s", prefix ? prefix : "") < 0 ||
	    asprintf(&cc_word, "CC=%s", cc ? cc : "") < 0)
		return -ENOMEM;
	argv[n++] = arch_word;
	argv[n++] = out_word;
	argv[n++] = probe_word;
	argv[n++] = cross;
	if (cc)
		argv[n++] = cc_word;
	argv[n] = (char[]){ "allnoconfig" };
	return kconf_spawn(&how, argv);
}

/* conf.c as a part of our program. */
static int compile_conf(const struct work *w)
{
	AUTO_FREE char *built = NULL, *headers = NULL, *more = NULL, *source = NULL;
	const struct kconf_spawn how = { .folder = w->folder, .log = w->log };

	if (asprintf(&built, "-I%s/scripts/kconfig", w->folder) < 0 ||
	    asprintf(&headers, "-I%s/scripts/kconfig", w->tree) < 0 ||
	    asprintf(&more, "-I%s/scripts/include", w->tree) < 0 ||
	    asprintf(&source, "%s/scripts/kconfig/conf.c", w->tree) < 0)
		return -ENOMEM;
	return kconf_spawn(&how, (char *[]){ "cc", "-O1", "-w", "-Dmain=conf_main",
	                                     "-Dconf_parse=conf_parsed", built, headers, more, "-c",
	                                     "-o", "conf_main.o", source, NULL });
}

/* Our program, of it and what else make built for conf. */
static int link_batch(const struct work *w)
{
	char *argv[MAX_OBJECTS + 8] = { "cc",         "-O1",          "-o",
		                        "conf-batch", "conf_batch.c", "conf_main.o" };
	const struct kconf_spawn how = { .folder = w->folder, .log = w->log };
	AUTO_FREE char *pattern = NULL;
	glob_t found;
	int n = 6, rc;

	if (asprintf(&pattern, "%s/scripts/kconfig/*.o", w->folder) < 0)
		return -ENOMEM;
	if (glob(pattern, 0, NULL, &found) != 0)
		return -ENOENT;
	for (size_t i = 0; i < found.gl_pathc && n < MAX_OBJECTS; i++)
		if (strcmp(strrchr(found.gl_pathv[i], '/'), "/conf.o") != 0)
			argv[n++] = found.gl_pathv[i];
	rc = kconf_spawn(&how, argv);
	globfree(&found);
	return rc;
}

static int make_batch(const struct work *w)
{
	/* cppcheck-suppress comparePointers ; both ends of one piece, by the linker */
	const size_t len = (size_t)(kconf_batch_source_end - kconf_batch_source);
	int rc = write_file(w, "conf_batch.c", kconf_batch_source, len);

	if (rc == 0)
		rc = compile_conf(w);
	return rc < 0 ? rc : link_batch(w);
}

/* The job lists of one architecture, for conf-batch. */
static int write_jobs(const struct work *w, const struct kconf_job *jobs, size_t n)
{
	AUTO_FREE char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s\t%s\t%s\n", jobs[i].asked, jobs[i].final, jobs[i].log);
	if (fclose(out) != 0)
		return -ENOMEM;
	return write_file(w, "jobs", text, len);
}

/* conf-batch in the environment that the probe wrote down, made strict. */
static int run_batch(const struct work *w)
{
	static char strict[][40] = { "KCONFIG_WERROR=1", "KCONFIG_WARN_UNKNOWN_SYMBOLS=1",
		                     "LC_ALL=C" };
	char *variables[MAX_VARIABLES + ARRAY_SIZE(strict) + 1] = { NULL };
	AUTO_FREE char *path = NULL, *text = NULL, *jobs = NULL;
	struct kconf_spawn how = { w->folder, NULL, w->log, variables };
	size_t len, n = 0;
	int rc;

	if (asprintf(&path, "%s/environment", w->folder) < 0 ||
	    asprintf(&jobs, "%s/jobs", w->folder) < 0)
		return -ENOMEM;
	how.input = jobs;
	rc = hv_file_read(path, MAX_ENVIRONMENT, &text, &len);
	if (rc < 0)
		return rc;
	for (char *p = text; p < text + len && n < MAX_VARIABLES; p += strlen(p) + 1)
		variables[n++] = p;
	for (size_t i = 0; i < ARRAY_SIZE(strict); i++)
		variables[n++] = strict[i];
	return kconf_spawn(&how, (char *[]){ "./conf-batch", NULL });
}

/* Jobs of one architecture. Our program is the same for the next. */
static int resolve_arch(struct work *w, const struct kconf_job *jobs, size_t n)
{
	int rc = ask_make(w, jobs->arch);

	if (rc == 0 && !w->made)
		rc = make_batch(w);
	w->made = rc == 0;
	if (rc == 0)
		rc = write_jobs(w, jobs, n);
	return rc < 0 ? rc : run_batch(w);
}

static int make_folders(const char *path)
{
	char part[PATH_MAX];

	for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		snprintf(part, sizeof(part), "%.*s", (int)(p - path), path);
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			return -errno;
	}
	return mkdir(path, 0777) < 0 && errno != EEXIST ? -errno : 0;
}

/* The folder for @tree, locked as long as *ret_lock is open: two runs would trip over each other in it. */
static int open_work(struct work *w, const char *tree, const char *cache, int *ret_lock)
{
	const char *base = strrchr(tree, '/');
	char lock[PATH_MAX + 8];
	int rc;

	*w = (struct work){ .tree = tree };
	if (snprintf(w->folder, sizeof(w->folder), "%s/%s-%08x", cache, base ? base + 1 : tree,
	             kconf_hash(tree)) >= (int)sizeof(w->folder))
		return -ENAMETOOLONG;
	rc = make_folders(w->folder);
	if (rc < 0)
		return rc;
	snprintf(lock, sizeof(lock), "%s/lock", w->folder);
	*ret_lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (*ret_lock < 0 || flock(*ret_lock, LOCK_EX) < 0)
		return -errno;
	return write_file(w, "probe", probe, sizeof(probe) - 1);
}

/* What a person, or a make around us, set for a build of theirs. */
static void clear_environment(void)
{
	static const char *const names[] = { "KCONFIG_ALLCONFIG", "KCONFIG_CONFIG", "KBUILD_OUTPUT",
		                             "MAKEFLAGS",         "MFLAGS",         "MAKELEVEL" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		unsetenv(names[i]);
}

/* All jobs of one tree, in a process of its own. What goes wrong for all goes to the first one's log. */
static int resolve_tree(const struct kconf_job *jobs, size_t n, const char *cache)
{
	AUTO_CLOSE int lock = -1;
	struct work w;
	int rc = open_work(&w, jobs->tree, cache, &lock);

	clear_environment();
	for (size_t i = 0, end; rc == 0 && i < n; i = end) {
		for (end = i; end < n && strcmp(jobs[end].arch, jobs[i].arch) == 0;)
			end++;
		snprintf(w.log, sizeof(w.log), "%s", jobs[i].log);
		rc = resolve_arch(&w, jobs + i, end - i);
	}
	return rc;
}

static size_t same_tree(const struct kconf_job *jobs, size_t n)
{
	size_t i = 1;

	while (i < n && strcmp(jobs[i].tree, jobs->tree) == 0)
		i++;
	return i;
}

/* Whichever child ends next; its jobs get to know how. */
static int wait_for_one(struct kconf_job *jobs, size_t n, const pid_t *owners)
{
	int status;
	pid_t child = wait(&status);

	if (child < 0)
		return -errno;
	for (size_t i = 0; i < n; i++)
		if (owners[i] == child)
			jobs[i].rc = WIFEXITED(status) ? -WEXITSTATUS(status) : -ECHILD;
	return 0;
}

int kconf_resolve(struct kconf_job *jobs, size_t n, const char *cache, unsigned int parallel)
{
	AUTO_FREE pid_t *owners = calloc(n ? n : 1, sizeof(*owners));
	unsigned int running = 0;
	int rc = owners ? 0 : -ENOMEM;

	for (size_t i = 0, count; rc == 0 && i < n; i += count, running++) {
		pid_t child;

		if (running >= parallel) {
			rc = wait_for_one(jobs, n, owners);
			running--;
		}
		count = same_tree(jobs + i, n - i);
		child = fork();
		if (child == 0) {
			rc = resolve_tree(jobs + i, count, cache);
			_exit(-rc); /* lint: exits, because it is the child */
		}
		if (child < 0)
			return -errno;
		for (size_t k = i; k < i + count; k++)
			owners[k] = child;
	}
	for (; running > 0 && rc == 0; running--)
		rc = wait_for_one(jobs, n, owners);
	return rc;
}
