// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"
#include "acpi.h"
#include "auto.h"
#include "say.h"
#include "vcpu.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>

#define TSS_GPA          0xfffbd000ul /* Intel: where no RAM is, below the BIOS area */
#define IDENTITY_MAP_GPA 0xfffbc000ull
#define RETRY_NS         1000000u
#define NS_PER_S         1000000000ull

const char *machine_end_name(enum machine_end end)
{
	static const char *const names[] = {
		[END_NONE] = "running",
		[END_POWEROFF] = "poweroff",
		[END_RESET] = "reset",
		[END_TIMEOUT] = "timeout",
		[END_INTERRUPTED] = "interrupted",
		[END_FAILED] = "failed",
	};

	return names[end];
}

void machine_stop(struct machine *m, enum machine_end why)
{
	enum machine_end none = END_NONE;

	if (__atomic_compare_exchange_n(&m->end, &none, why, false, __ATOMIC_ACQ_REL,
	                                __ATOMIC_ACQUIRE))
		eventfd_write(m->wake_fd, 1);
}

void machine_flush(struct machine *m)
{
	if (synic_flush(&m->synic))
		hv_timer_arm(m->retry_fd, RETRY_NS, 0);
}

static void on_platform_request(void *ctx, enum platform_request request)
{
	machine_stop(ctx, request == PLATFORM_POWEROFF ? END_POWEROFF : END_RESET);
}

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
	return synic_init(&m->synic, m->vm_fd, &m->memory, m->cpus);
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

int machine_init(struct machine *m, const struct machine_config *config)
{
	*m = (struct machine){ .kvm_fd = -1, .vm_fd = -1, .lock = PTHREAD_MUTEX_INITIALIZER };
	m->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	m->retry_fd = hv_timer_fd();
	if (m->wake_fd < 0 || m->retry_fd < 0)
		return fail_errno("eventfd");
	if (loader_check(&config->files) < 0 || create_vm(m) < 0 ||
	    memory_init(&m->memory, m->vm_fd, config->memory_mib * MIB) < 0 ||
	    create_vcpus(m, config) < 0 || load_guest(m, config) < 0 ||
	    journal_open(&m->journal, config->events) < 0 ||
	    console_open(&m->console, config->console) < 0)
		return -1;
	uart_init(&m->uart, &m->ports, m->console.out, set_uart_irq, m);
	platform_init(&m->platform, &m->ports, &m->journal, on_platform_request, m);
	vmbus_init(&m->vmbus, &m->synic, &m->journal, config->vmbus_version);
	return 0;
}

void machine_done(struct machine *m)
{
	for (unsigned int i = 0; i < m->cpus; i++)
		vcpu_done(&m->vcpus[i]);
	free(m->vcpus);
	synic_done(&m->synic);
	console_close(&m->console);
	journal_close(&m->journal);
	hv_auto_close(&m->vm_fd);
	hv_auto_close(&m->kvm_fd);
	memory_done(&m->memory);
	hv_auto_close(&m->wake_fd);
	hv_auto_close(&m->retry_fd);
}

static int on_wake(void *ctx, int fd, uint32_t events)
{
	(void)ctx;
	(void)fd;
	(void)events;
	return HV_LOOP_STOP;
}

static int on_signal(void *ctx, int fd, uint32_t events)
{
	(void)fd;
	(void)events;
	machine_stop(ctx, END_INTERRUPTED);
	return 0;
}

static int on_timeout(void *ctx, int fd, uint32_t events)
{
	(void)fd;
	(void)events;
	machine_stop(ctx, END_TIMEOUT);
	return 0;
}

/* End-of-message from the guest, or time to look again. */
static int on_slot_free(void *ctx, int fd, uint32_t events)
{
	struct machine *m = ctx;

	(void)events;
	hv_fd_drain(fd);
	pthread_mutex_lock(&m->lock);
	machine_flush(m);
	pthread_mutex_unlock(&m->lock);
	return 0;
}

static int on_key(void *ctx, int fd, uint32_t events)
{
	struct machine *m = ctx;
	uint8_t keys[16];
	ssize_t n = read(fd, keys, sizeof(keys));

	(void)events;
	for (ssize_t i = 0; i < n; i++)
		if (keys[i] == CONSOLE_QUIT_KEY)
			machine_stop(m, END_INTERRUPTED);
	pthread_mutex_lock(&m->lock);
	if (n > 0)
		uart_receive(&m->uart, keys, (size_t)n);
	pthread_mutex_unlock(&m->lock);
	return 0;
}

/* The loop's sources: a few of the machine's, then one end-of-message eventfd for each vCPU. */
static int watch(struct hv_loop *loop, struct hv_loop_source *sources, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (sources[i].fd >= 0 && hv_loop_add(loop, &sources[i], EPOLLIN) < 0)
			return fail("cannot watch a file descriptor");
	return 0;
}

static int run_loop(struct machine *m, int signal_fd, int timeout_fd)
{
	struct hv_loop_source fixed[] = {
		{ m->wake_fd, on_wake, m },
		{ signal_fd, on_signal, m },
		{ timeout_fd, on_timeout, m },
		{ m->retry_fd, on_slot_free, m },
		{ m->console.interactive ? STDIN_FILENO : -1, on_key, m },
	};
	struct hv_loop_source slots[MACHINE_MAX_CPUS];
	struct hv_loop loop;
	int rc = hv_loop_init(&loop);

	for (unsigned int i = 0; i < m->cpus; i++)
		slots[i] = (struct hv_loop_source){ m->synic.vps[i].eom_fd, on_slot_free, m };
	if (rc == 0 && watch(&loop, fixed, ARRAY_SIZE(fixed)) == 0 &&
	    watch(&loop, slots, m->cpus) == 0)
		rc = hv_loop_run(&loop);
	hv_loop_done(&loop);
	return rc;
}

static void start_vcpus(struct machine *m)
{
	journal_start(&m->journal);
	journal_stamp(&m->journal, HV_MARK_KERNEL);
	for (unsigned int i = 0; i < m->cpus; i++)
		if (vcpu_start(&m->vcpus[i]) < 0)
			machine_stop(m, END_FAILED);
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

	hv_json_string(e, "result", machine_end_name(m->end));
	hv_json_uint(e, "message_slot_busy", m->synic.busy_hits);
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

enum machine_end machine_run(struct machine *m, unsigned long timeout_s)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	AUTO_CLOSE int signal_fd = hv_signal_fd(signals, ARRAY_SIZE(signals));
	AUTO_CLOSE int timeout_fd = hv_timer_fd();

	hv_timer_arm(timeout_fd, timeout_s * NS_PER_S, 0);
	start_vcpus(m);
	if (run_loop(m, signal_fd, timeout_fd) < 0)
		machine_stop(m, END_FAILED);
	for (unsigned int i = 0; i < m->cpus; i++)
		vcpu_join(&m->vcpus[i]);
	note_end(m);
	return m->end;
}
