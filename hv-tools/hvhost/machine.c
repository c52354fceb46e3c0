// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "acpi.h"
#include "auto.h"
#include "sandbox.h"
#include "say.h"
#include "vcpu.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define TSS_GPA          0xfffbd000ul /* Intel: where no RAM is, below the BIOS area */
#define IDENTITY_MAP_GPA 0xfffbc000ull
#define RETRY_NS         (1 * NS_PER_MS)
#define MAX_FILES        1024 /* counted */

/* How a guest may end: the event's word, the exit code and the words for it. */
static const struct {
	const char *name;
	int code;
	const char *words;
} ends[] = {
	[END_NONE] = { "running", HV_EXIT_FAILED, NULL },
	[END_POWEROFF] = { "poweroff", HV_EXIT_FAILED, "the guest powered itself off" },
	[END_RESET] = { "reset", EXIT_RESET, "the guest ended by reset, not by poweroff" },
	[END_TIMEOUT] = { "timeout", EXIT_TIMEOUT, "the guest did not end within its time limit" },
	[END_INTERRUPTED] = { "interrupted", EXIT_INTERRUPTED, "interrupted" },
	[END_TRIPLE_FAULT] = { "triple_fault", EXIT_TRIPLE_FAULT, NULL },
	[END_FLOODED] = { "flooded", EXIT_FLOODED,
	                  "the guest floods its console (--console-limit)" },
	[END_SCENARIO] = { "scenario_failed", HV_EXIT_FAILED, NULL },
	[END_FAILED] = { "failed", HV_EXIT_FAILED, NULL },
};

void machine_stop(struct machine *m, enum machine_end why)
{
	enum machine_end none = END_NONE;

	if (__atomic_compare_exchange_n(&m->end, &none, why, false, __ATOMIC_ACQ_REL,
	                                __ATOMIC_ACQUIRE))
		reactor_stop(&m->reactor);
}

void machine_flush(struct machine *m)
{
	if (synic_flush(&m->synic))
		timer_set(&m->reactor, &m->retry, RETRY_NS);
}

static void on_retry(void *ctx)
{
	machine_flush(ctx);
}

static void on_platform_request(void *ctx, enum platform_request request)
{
	machine_stop(ctx, request == PLATFORM_POWEROFF ? END_POWEROFF : END_RESET);
}

static void on_flood(void *ctx)
{
	machine_stop(ctx, END_FLOODED);
}

static void on_scenario_failed(void *ctx, const char *reason)
{
	fail("%s", reason);
	machine_stop(ctx, END_SCENARIO);
}

static int run_type(struct call *call)
{
	struct machine *m = call->ctx;
	const size_t len = strlen(call->argv[0]);

	if (uart_receive(&m->uart, (const uint8_t *)call->argv[0], len) < len ||
	    uart_receive(&m->uart, (const uint8_t *)"\r", 1) < 1)
		return call_fail(call, "the guest does not take what is typed");
	return 0;
}

static int run_ends(struct call *call)
{
	static const char *const names[] = { "poweroff", "reset", NULL };
	struct machine *m = call->ctx;
	const int end = call_choice(call, 0, names);

	if (end >= 0)
		m->expected = end == 0 ? END_POWEROFF : END_RESET;
	return end < 0 ? -1 : 0;
}

/* What must not grow however often something is done and undone. */
static int run_usage(struct call *call)
{
	struct machine *m = call->ctx;
	unsigned int files = 0;

	for (int fd = 0; fd < MAX_FILES; fd++)
		files += fcntl(fd, F_GETFD) >= 0;
	journal_event(&m->journal, "usage", NUMBER("files", files),
	              NUMBER("heap_bytes", mallinfo2().uordblks));
	return 0;
}

static const struct command machine_commands[] = {
	{ "usage", "", 0, 0, run_usage },
	{ "type", "TEXT", 1, 1, run_type },
	{ "ends", "poweroff|reset", 1, 1, run_ends },
	{ 0 },
};

static void set_uart_irq(void *ctx, bool level)
{
	const struct machine *m = ctx;
	struct kvm_irq_level irq = { .irq = UART_IRQ, .level = level };

	if (ioctl(m->vm_fd, KVM_IRQ_LINE, &irq) < 0)
		fail_errno("KVM_IRQ_LINE");
}

static int create_vm(struct machine *m)
{
	uint64_t identity_map = IDENTITY_MAP_GPA;

	m->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (m->kvm_fd < 0)
		return fail_errno("cannot open /dev/kvm");
	if (ioctl(m->kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_SYNIC2) <= 0)
		return fail("this machine's KVM has no Hyper-V SynIC (see hvhost --probe)");
	m->vm_fd = ioctl(m->kvm_fd, KVM_CREATE_VM, 0);
	if (m->vm_fd < 0)
		return fail_errno("KVM_CREATE_VM");
	if (ioctl(m->vm_fd, KVM_SET_TSS_ADDR, TSS_GPA) < 0 ||
	    ioctl(m->vm_fd, KVM_SET_IDENTITY_MAP_ADDR, &identity_map) < 0)
		return fail_errno("KVM_SET_TSS_ADDR");
	return ioctl(m->vm_fd, KVM_CREATE_IRQCHIP, 0) < 0 ? fail_errno("KVM_CREATE_IRQCHIP") : 0;
}

static int create_vcpus(struct machine *m, const struct machine_config *config)
{
	m->vcpus = calloc(config->cpus, sizeof(*m->vcpus));
	if (!m->vcpus)
		return fail("out of memory");
	m->cpus = (unsigned int)config->cpus;
	for (unsigned int i = 0; i < m->cpus; i++)
		m->vcpus[i].fd = -1;
	for (unsigned int i = 0; i < m->cpus; i++)
		if (vcpu_create(&m->vcpus[i], m, i, &config->mask) < 0)
			return -1;
	m->vmbus.vm_fd = m->vm_fd;
	if (synic_init(&m->synic, m->vm_fd, &m->memory, m->cpus) < 0)
		return fail_errno("no SynIC for the processors");
	return 0;
}

static int load_guest(struct machine *m, const struct machine_config *config)
{
	struct loader_entry entry;

	if (loader_load(&m->memory, &config->files, &entry) < 0)
		return -1;
	if (acpi_write(&m->memory, m->cpus) < 0)
		return fail("too little memory for the ACPI tables");
	return vcpu_set_entry(&m->vcpus[0], &entry);
}

/* Everything that needs no KVM: what is wrong with the words and files is said first. */
static int init_devices(struct machine *m, const struct machine_config *config)
{
	m->synic.memory = &m->memory;
	vmbus_init(&m->vmbus, &m->reactor, &m->synic, &m->journal, -1, config->vmbus_version);
	m->tables[0] = (struct command_table){ machine_commands, m, NULL };
	m->tables[1] = (struct command_table){ vmbus_commands, &m->vmbus, &m->tables[0] };
	m->tables[2] = (struct command_table){ storage_commands, &m->storage, &m->tables[1] };
	m->commands = &m->tables[2];
	services_init(&m->services, &m->vmbus, &m->commands);
	if (storage_init(&m->storage, &m->vmbus, &m->journal) < 0)
		return fail_errno("no disk controllers");
	return 0;
}

static int attach_disks(struct machine *m, const struct machine_config *config)
{
	char error[256];

	for (unsigned int i = 0; i < config->disks.count; i++)
		if (storage_attach(&m->storage, config->disks.items[i], error, sizeof(error)) < 0)
			return fail("%s", error);
	return 0;
}

static int open_scenario(struct machine *m, const struct machine_config *config)
{
	char error[SCENARIO_ERROR];

	if (config->scenario && scenario_open(&m->scenario, config->scenario, &m->reactor,
	                                      &m->journal, m->commands, error) < 0)
		return fail("%s", error);
	m->scenario.failed = on_scenario_failed;
	m->scenario.failed_ctx = m;
	return 0;
}

static int check_files(struct machine *m, const struct machine_config *config)
{
	return loader_check(&config->files);
}

static int init_kvm(struct machine *m, const struct machine_config *config)
{
	return create_vm(m);
}

static int init_memory(struct machine *m, const struct machine_config *config)
{
	if (memory_init(&m->memory, config->memory_mib * MIB) < 0)
		return fail_errno("no %lu MiB for the guest's memory", config->memory_mib);
	for (unsigned int i = 0; i < m->memory.count; i++) {
		const struct memory_region *r = &m->memory.regions[i];
		struct kvm_userspace_memory_region slot = { .slot = i,
			                                    .guest_phys_addr = r->gpa,
			                                    .memory_size = r->size,
			                                    .userspace_addr = (uintptr_t)r->host };

		if (ioctl(m->vm_fd, KVM_SET_USER_MEMORY_REGION, &slot) < 0)
			return fail_errno("KVM_SET_USER_MEMORY_REGION");
	}
	return 0;
}

static int open_outputs(struct machine *m, const struct machine_config *config)
{
	int rc = config->events ? journal_open(&m->journal, config->events) : 0;

	if (rc < 0)
		return fail("cannot write events to %s: %s", config->events, strerror(-rc));
	if (console_open(&m->console, config->console, &m->reactor, &m->journal) < 0)
		return -1;
	m->console.limit = config->console_limit_kib * 1024;
	m->console.flooded = on_flood;
	m->console.flooded_ctx = m;
	m->console.has_more = uart_has_more;
	m->console.more_ctx = &m->uart;
	uart_init(&m->uart, &m->ports, console_put, &m->console, set_uart_irq, m);
	platform_init(&m->platform, &m->ports, &m->journal, on_platform_request, m);
	if (config->control)
		rc = control_open(&m->control, config->control, &m->reactor, &m->journal,
		                  m->commands);
	return rc < 0 ? fail("no control socket at %s: %s", config->control, strerror(-rc)) : 0;
}

static const struct {
	int (*init)(struct machine *m, const struct machine_config *config);
	int code;
} steps[] = {
	{ check_files, EXIT_BAD_INPUT },  { init_devices, HV_EXIT_FAILED },
	{ attach_disks, EXIT_BAD_INPUT }, { open_scenario, HV_EXIT_USAGE },
	{ init_kvm, EXIT_NO_KVM },        { init_memory, HV_EXIT_FAILED },
	{ create_vcpus, HV_EXIT_FAILED }, { load_guest, EXIT_BAD_INPUT },
	{ open_outputs, HV_EXIT_FAILED },
};

int machine_init(struct machine *m, const struct machine_config *config)
{
	*m = (struct machine){
		.kvm_fd = -1,
		.vm_fd = -1,
		.expected = END_POWEROFF,
		.born_ns = now_ns(),
		.retry = { .fn = on_retry, .ctx = m },
	};
	signal(SIGPIPE, SIG_IGN); /* a control client may go at any time */
	if (reactor_init(&m->reactor) < 0 || journal_init(&m->journal) < 0) {
		fail_errno("cannot begin");
		return HV_EXIT_FAILED;
	}
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
		if (steps[i].init(m, config) < 0)
			return steps[i].code;
	return HV_EXIT_OK;
}

void machine_done(struct machine *m)
{
	control_close(&m->control);
	scenario_close(&m->scenario);
	vmbus_done(&m->vmbus);
	storage_done(&m->storage);
	services_done(&m->services);
	for (unsigned int i = 0; i < m->cpus; i++)
		vcpu_done(&m->vcpus[i]);
	free(m->vcpus);
	synic_done(&m->synic);
	console_close(&m->console);
	journal_close(&m->journal);
	hv_auto_close(&m->vm_fd);
	hv_auto_close(&m->kvm_fd);
	memory_done(&m->memory);
	reactor_done(&m->reactor);
}

static void on_signal(void *ctx, int fd)
{
	machine_stop(ctx, END_INTERRUPTED);
}

static void on_timeout(void *ctx)
{
	machine_stop(ctx, END_TIMEOUT);
}

/* End-of-message from the guest: its slot may be free. */
static void on_end_of_message(void *ctx, int fd)
{
	hv_fd_drain(fd);
	machine_flush(ctx);
}

static void on_key(void *ctx, int fd)
{
	struct machine *m = ctx;
	uint8_t keys[16];
	ssize_t n = read(fd, keys, sizeof(keys));

	for (ssize_t i = 0; i < n; i++)
		if (keys[i] == CONSOLE_QUIT_KEY)
			machine_stop(m, END_INTERRUPTED);
	if (n > 0)
		uart_receive(&m->uart, keys, (size_t)n);
}

static int watch_all(struct machine *m, int signal_fd, unsigned long timeout_s)
{
	int rc = reactor_watch(&m->reactor, &m->signals, signal_fd, on_signal, m);

	if (rc == 0 && m->console.interactive)
		rc = reactor_watch(&m->reactor, &m->keys, STDIN_FILENO, on_key, m);
	for (unsigned int i = 0; rc == 0 && i < m->cpus; i++)
		rc = reactor_watch(&m->reactor, &m->slots[i], m->synic.vps[i].eom_fd,
		                   on_end_of_message, m);
	m->timeout = (struct timer){ .fn = on_timeout, .ctx = m };
	if (timeout_s)
		timer_set(&m->reactor, &m->timeout, timeout_s * NS_PER_S);
	return rc;
}

/* What running a guest takes; nothing else is possible once it runs. */
#define CALL(name) SCMP_SYS(name)
/* clang-format off */
static const int calls[] = {
	/* the guest's processors and the loop; threads that are still beginning */
	CALL(epoll_wait), CALL(epoll_pwait), CALL(epoll_ctl), CALL(poll), CALL(eventfd2),
	CALL(timerfd_settime), CALL(futex), CALL(tgkill), CALL(rt_sigreturn), CALL(rt_sigprocmask),
	CALL(restart_syscall), CALL(getpid), CALL(gettid), CALL(sched_yield), CALL(clock_gettime),
	CALL(clock_nanosleep), CALL(rseq), CALL(set_robust_list),
	/* files, disks and a control client */
	CALL(read), CALL(write), CALL(readv), CALL(writev), CALL(pread64), CALL(pwrite64),
	CALL(preadv), CALL(pwritev), CALL(lseek), CALL(close), CALL(fstat), CALL(newfstatat),
	CALL(fsync), CALL(fdatasync), CALL(fallocate), CALL(ftruncate), CALL(flock), CALL(fcntl),
	CALL(memfd_create), CALL(accept4), CALL(shutdown), CALL(unlink),
	/* memory, and the end */
	CALL(brk), CALL(munmap), CALL(mremap), CALL(madvise), CALL(getrandom), CALL(exit),
	CALL(exit_group),
};
/* clang-format on */

/* In a signal handler: no stdio. */
static void on_violation(int call)
{
	char words[] =
		"hvhost: system call 0000 is none that hvhost may make: please report this\n";
	char *digit = strchr(words, '0') + 3;

	for (; call > 0 && *digit == '0'; call /= 10)
		*digit-- = (char)('0' + call % 10);
	if (write(STDERR_FILENO, words, sizeof(words) - 1) < 0) {
		/* nobody is there to be told */
	}
	_exit(HV_EXIT_FAILED);
}

static const uint8_t ioctls[] = { 0xae /* KVM */, 'T' /* terminals */, 0x12 /* block devices */ };
static const struct sandbox sandbox = { calls, ARRAY_SIZE(calls), ioctls, ARRAY_SIZE(ioctls),
	                                on_violation };

/* Threads first, as the sandbox allows no more of them; then the guest's first instruction. */
static int start(struct machine *m)
{
	int rc = sandbox_drop_capabilities();

	if (rc == 0)
		rc = storage_start(&m->storage);
	journal_start(&m->journal);
	journal_event(&m->journal, "mark", TEXT("name", hv_mark_name(HV_MARK_KERNEL)),
	              NUMBER("setup_ns", m->journal.start_ns - m->born_ns));
	for (unsigned int i = 0; i < m->cpus; i++)
		if (vcpu_start(&m->vcpus[i]) < 0)
			return -1;
	if (rc == 0)
		rc = sandbox_enter(&sandbox);
	return rc < 0 ? fail("cannot give up privileges: %s", strerror(-rc)) : 0;
}

static const char *const exit_names[VCPU_EXIT_REASONS] = {
	[KVM_EXIT_IO] = "io",
	[KVM_EXIT_MMIO] = "mmio",
	[KVM_EXIT_HYPERV] = "hyperv",
	[KVM_EXIT_SYSTEM_EVENT] = "system_event",
	[KVM_EXIT_INTR] = "interrupted",
};

static void note_end(struct machine *m)
{
	struct hv_json *e = journal_begin(&m->journal, "end");

	hv_json_string(e, "result", ends[m->end].name);
	hv_json_uint(e, "message_slot_busy", m->synic.busy_hits);
	storage_note(&m->storage, e);
	hv_json_object(e, "exits");
	for (int reason = 0; reason < VCPU_EXIT_REASONS; reason++) {
		uint64_t sum = 0;

		for (unsigned int i = 0; i < m->cpus; i++)
			sum += m->vcpus[i].exits[reason];
		if (sum && exit_names[reason])
			hv_json_uint(e, exit_names[reason], sum);
	}
	hv_json_end_object(e);
	journal_end(&m->journal);
}

/* What the person needs to see why a scenario failed. */
static void print_tails(const struct machine *m)
{
	fprintf(stderr, "hvhost: the console's last lines:\n");
	tail_print(&m->console.tail, "  ", stderr);
	fprintf(stderr, "hvhost: the last events:\n");
	tail_print(&m->journal.tail, "  ", stderr);
}

static int judge(const struct machine *m)
{
	const struct scenario *s = &m->scenario;

	if (m->end == m->expected && (!s->path || s->finished))
		return HV_EXIT_OK;
	if (m->end == m->expected)
		fail("%s:%u: the guest ended before this line was done", s->path, s->line);
	else if (ends[m->end].words)
		fail("%s", ends[m->end].words);
	if (s->path)
		print_tails(m);
	return m->end == m->expected ? HV_EXIT_FAILED : ends[m->end].code;
}

int machine_run(struct machine *m, unsigned long timeout_s)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	AUTO_CLOSE int signal_fd = hv_signal_fd(signals, ARRAY_SIZE(signals));

	if (watch_all(m, signal_fd, timeout_s) < 0 || start(m) < 0)
		machine_stop(m, END_FAILED);
	pthread_mutex_lock(&m->reactor.lock);
	scenario_start(&m->scenario);
	pthread_mutex_unlock(&m->reactor.lock);
	if (reactor_run(&m->reactor) < 0)
		machine_stop(m, END_FAILED);
	for (unsigned int i = 0; i < m->cpus; i++)
		vcpu_join(&m->vcpus[i]);
	reactor_unwatch(&m->signals);
	vmbus_done(&m->vmbus);
	note_end(m);
	return judge(m);
}
