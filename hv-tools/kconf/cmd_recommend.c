// SPDX-License-Identifier: GPL-2.0-only
#include "auto.h"
#include "commands.h"
#include "file.h"
#include "max_file.h"
#include "recommend.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define DEFAULT_SERIES "6.12"

struct options {
	const char *workload, *gen, *cvm, *initramfs;
	const char *root, *lspci, *lsvmbus, *config, *series, *policy;
	bool gpu, rdma, json;
};

static const struct hv_option options[] = {
	OPTION_STRING(workload, 'w', "WHAT", "container, micro, hpc, hardened or hyperv"),
	OPTION_STRING(gen, 'g', "1|2", "generation of the VM"),
	OPTION_STRING(cvm, 0, "snp|tdx", "it is a confidential VM"),
	OPTION_FLAG(gpu, 0, "it has a GPU"),
	OPTION_FLAG(rdma, 0, "it has RDMA"),
	OPTION_STRING(initramfs, 0, "yes|no", "does it boot with an initramfs?"),
	OPTION_STRING(root, 'r', "DIR", "read the devices below DIR; / when nothing else is given"),
	OPTION_STRING(lspci, 0, "FILE", "devices from what lspci -n has printed"),
	OPTION_STRING(lsvmbus, 0, "FILE", "devices from what lsvmbus --json has printed"),
	OPTION_STRING(config, 'c', "FILE", "a config: what does it lack? (exit 3)"),
	OPTION_STRING(series, 's', "X.Y", "kernel series, default the config's or " DEFAULT_SERIES),
	OPTION_STRING(policy, 0, "DIR", "tables of devices in place of the program's own"),
	OPTION_FLAG(json, 0, "all of it as one JSON object"),
	{ 0 },
};

static const struct hv_cli cli = {
	.name = "kconf recommend",
	.synopsis = "[--workload WHAT] [--gen 1|2] [--root DIR] [--config FILE]",
	.summary = "Which flavor fits a guest, and which symbols its devices need.",
	.options = options,
	.options_anywhere = true,
};

/* All that is read, and the advice. */
struct job {
	struct kconf_devices table;
	struct machine machine;
	struct kconf_old_config config;
	struct kconf_recommendation advice;
	struct kconf_findings findings;
	struct kconf_release release;
};

static int complain(const char *path, int rc)
{
	fprintf(stderr, "kconf recommend: %s: %s\n", path, strerror(-rc));
	return HV_EXIT_FAILED;
}

static int take_answer(struct job *job, const char *question, const char *answer)
{
	int rc = answer ? kconf_recommend_answer(&job->table, question, answer, &job->advice) : 0;

	if (rc == -ENOENT) {
		fprintf(stderr, "kconf recommend: --%s: no such answer: %s (see --help)\n",
		        question, answer);
		return HV_EXIT_USAGE;
	}
	return rc < 0 ? complain(question, rc) : HV_EXIT_OK;
}

static int take_answers(const struct options *o, struct job *job)
{
	const struct {
		const char *question, *answer;
	} answers[] = {
		{ "guest", "yes" },
		{ "cvm", o->cvm },
		{ "workload", o->workload },
		{ "rdma", o->rdma ? "yes" : NULL },
		{ "gen", o->gen },
		{ "gpu", o->gpu ? "yes" : NULL },
		{ "initramfs", o->initramfs },
	};
	int rc = HV_EXIT_OK;

	for (size_t i = 0; i < ARRAY_SIZE(answers) && rc == HV_EXIT_OK; i++)
		rc = take_answer(job, answers[i].question, answers[i].answer);
	return rc;
}

static int read_root(const char *root, struct job *job)
{
	AUTO_CLOSE int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : machine_read(fd, &job->machine);

	if (fd >= 0 && rc == -ENOENT) {
		fprintf(stderr, "kconf recommend: %s: neither /sys/bus/vmbus nor /sys/bus/pci\n",
		        root);
		return HV_EXIT_FAILED;
	}
	return rc < 0 ? complain(root, rc) : HV_EXIT_OK;
}

static int read_saved(const char *path, bool is_json, struct job *job)
{
	AUTO_FREE char *text = NULL;
	size_t len;
	int rc = hv_file_read(path, KCONF_MAX_FILE, &text, &len);

	if (rc == 0)
		rc = is_json ? machine_parse_lsvmbus(path, text, len, &job->findings, &job->machine)
		             : machine_parse_lspci(path, text, &job->findings, &job->machine);
	return rc < 0 ? complain(path, rc) : HV_EXIT_OK;
}

static int read_machine(const struct options *o, struct job *job)
{
	const bool answered = o->workload || o->gen || o->cvm || o->gpu || o->rdma || o->initramfs;
	int rc = HV_EXIT_OK;

	if (o->lspci)
		rc = read_saved(o->lspci, false, job);
	if (rc == HV_EXIT_OK && o->lsvmbus)
		rc = read_saved(o->lsvmbus, true, job);
	if (rc == HV_EXIT_OK && (o->root || (!o->lspci && !o->lsvmbus && !answered)))
		rc = read_root(o->root ? o->root : "/", job);
	if (rc == HV_EXIT_OK &&
	    kconf_recommend_machine(&job->table, &job->machine, &job->advice) < 0)
		rc = complain("devices", -ENOMEM);
	return rc;
}

/* The release that the needs are looked up for. */
static int find_release(const struct options *o, struct job *job)
{
	const char *series = o->series ? o->series : DEFAULT_SERIES;

	if (o->config) {
		int rc = kconf_old_config_read(o->config, &job->findings, &job->config);

		if (rc < 0)
			return complain(o->config, rc);
	}
	if (!o->series && job->config.has_release) {
		job->release = job->config.release;
		return HV_EXIT_OK;
	}
	if (kconf_release_parse(series, strlen(series), &job->release) == 0)
		return HV_EXIT_OK;
	fprintf(stderr, "kconf recommend: not a kernel series such as 6.12: %s\n", series);
	return HV_EXIT_USAGE;
}

static int recommend(const struct options *o, struct job *job)
{
	int rc = take_answers(o, job);
	size_t lacks;

	if (rc == HV_EXIT_OK)
		rc = find_release(o, job);
	if (rc == HV_EXIT_OK)
		rc = read_machine(o, job);
	if (rc != HV_EXIT_OK)
		return rc;
	if (job->findings.n > 0) {
		kconf_findings_print(&job->findings, false, stderr);
		return HV_EXIT_FAILED;
	}
	lacks = kconf_recommend_print(&job->advice, job->release, job->config.config, o->json,
	                              stdout);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain("standard output", errno ? -errno : -EIO);
	return lacks > 0 ? HV_EXIT_FOUND : HV_EXIT_OK;
}

static int run(const struct options *o)
{
	struct job job = { 0 };
	int rc = kconf_devices_read(o->policy, &job.findings, &job.table);

	if (rc < 0) {
		rc = complain(o->policy ? o->policy : "the tables of devices", rc);
	} else if (job.findings.n > 0) {
		kconf_findings_print(&job.findings, false, stderr);
		rc = HV_EXIT_FAILED;
	} else {
		rc = recommend(o, &job);
	}
	free(job.advice.items);
	machine_done(&job.machine);
	kconf_old_config_done(&job.config);
	kconf_devices_done(&job.table);
	kconf_findings_done(&job.findings);
	return rc;
}

int kconf_cmd_recommend(int argc, char **argv)
{
	struct options o = { 0 };
	int first = hv_cli_parse(&cli, argc, argv, &o, stdout, stderr);

	if (first < 0)
		return first == HV_CLI_DONE ? HV_EXIT_OK : HV_EXIT_USAGE;
	if (first != argc) {
		fprintf(stderr, "kconf recommend: unexpected word: %s (see --help)\n", argv[first]);
		return HV_EXIT_USAGE;
	}
	return run(&o);
}
