// SPDX-License-Identifier: GPL-2.0-only
/* The devices on the port bus: UART, clock, ACPI registers, mark port. */
#include "hvhost_fixture.h"
#include "platform.h"
#include "tap.h"
#include "uart.h"
#include <unistd.h>

static struct ports ports;
static struct uart uart;
static struct platform platform;
static struct journal journal;
static char text[256];
static size_t text_len;
static bool irq;
static int poweroffs, resets;

static void put(void *ctx, uint8_t byte)
{
	(void)ctx;
	if (text_len < sizeof(text) - 1)
		text[text_len++] = (char)byte;
	text[text_len] = '\0';
}

static void set_irq(void *ctx, bool level)
{
	(void)ctx;
	irq = level;
}

static void on_request(void *ctx, enum platform_request request)
{
	(void)ctx;
	poweroffs += request == PLATFORM_POWEROFF;
	resets += request == PLATFORM_RESET;
}

static void start(const char *events)
{
	ports = (struct ports){ 0 };
	irq = false;
	poweroffs = resets = 0;
	text_len = 0;
	journal_init(&journal);
	journal_open(&journal, events);
	uart_init(&uart, &ports, put, NULL, set_irq, NULL);
	platform_init(&platform, &ports, &journal, on_request, NULL);
}

static void finish(void)
{
	journal_close(&journal);
}

static void out(uint16_t port, uint8_t value)
{
	ports_write(&ports, port, &value, 1);
}

static uint8_t in(uint16_t port)
{
	uint8_t value = 0;

	ports_read(&ports, port, &value, 1);
	return value;
}

/* What Linux's 8250 autoconfig does to tell a 16550A from nothing. */
static void looks_like_a_16550a(void)
{
	start(NULL);
	out(0x3fc, 0x10 | 0x08 | 0x02);
	is_int(in(0x3fe) & 0xf0, 0x90);
	out(0x3fc, 0);
	out(0x3fa, 1);
	is_int(in(0x3fa) & 0xc0, 0xc0);
	out(0x3ff, 0x5a);
	is_int(in(0x3ff), 0x5a);
	finish();
}

static void transmits_but_not_divisors(void)
{
	start(NULL);
	out(0x3fb, 0x83);
	out(0x3f8, 'X');
	is_int(in(0x3f8), 'X');
	out(0x3fb, 0x03);
	out(0x3f8, 'o');
	out(0x3f8, 'k');
	is_string(text, "ok");
	finish();
}

static void interrupts_when_it_can_send(void)
{
	start(NULL);
	is_true(!irq);
	out(0x3f9, 0x02);
	is_true(irq);
	is_int(in(0x3fa) & 0x0f, 0x02); /* reading it acknowledges */
	is_true(!irq);
	out(0x3f8, 'a');
	is_true(irq);
	finish();
}

static void receives_up_to_its_fifo(void)
{
	uint8_t keys[sizeof(uart.rx) + 1] = "abc";

	start(NULL);
	out(0x3f9, 0x01);
	is_int(uart_receive(&uart, keys, 2), 2);
	is_true(irq);
	is_int(in(0x3fd) & 1, 1);
	is_int(in(0x3f8), 'a');
	is_int(in(0x3f8), 'b');
	is_true(!irq);
	is_int(in(0x3fd) & 1, 0);
	is_int(uart_receive(&uart, keys, sizeof(keys)), sizeof(uart.rx));
	finish();
}

static void clock_never_updates_and_is_in_the_past(void)
{
	start(NULL);
	out(0x70, 0x8a);
	is_int(in(0x71) & 0x80, 0);
	out(0x70, 0x09);
	is_int(in(0x71), 0x01);
	finish();
}

static void powers_off_and_resets(void)
{
	start(NULL);
	out(PM_SLEEP_CONTROL, 5 << 2); /* no SLP_EN */
	out(PM_RESET, 2);
	is_int(poweroffs + resets, 0);
	out(PM_SLEEP_CONTROL, 0x34);
	is_int(poweroffs, 1);
	out(PM_RESET, PM_RESET_VALUE);
	is_int(resets, 1);
	finish();
}

static void nobodys_ports_read_all_ones(void)
{
	uint8_t wide[4] = { 0 };

	start(NULL);
	ports_read(&ports, 0xcf8, wide, 4);
	is_int(wide[0] & wide[1] & wide[2] & wide[3], 0xff);
	ports_read(&ports, 0x71, wide, 2); /* the second byte is past the device */
	is_int(wide[1], 0xff);
	finish();
}

static void marks_survive_noise(void)
{
	static const char bytes[] = "nohhvhvm\x60\x01\x02\0\0\0\0\0\x80hvmx";
	char path[] = "/tmp/hvkit-marks-XXXXXX", line[256] = "";
	int fd = mkstemp(path);
	FILE *f;

	start(path);
	for (size_t i = 0; i < sizeof(bytes) - 1; i++)
		out(HV_MARK_PORT, (uint8_t)bytes[i]);
	finish();
	f = fopen(path, "r");
	is_true(f && fgets(line, sizeof(line), f));
	is_true(strstr(line, "\"name\":\"init\",\"code\":96,\"tsc\":9223372036854776321") != NULL);
	is_true(f && !fgets(line, sizeof(line), f));
	if (f)
		fclose(f);
	close(fd);
	unlink(path);
}

TAP_MAIN(TAP_CASE(looks_like_a_16550a), TAP_CASE(transmits_but_not_divisors),
         TAP_CASE(interrupts_when_it_can_send), TAP_CASE(receives_up_to_its_fifo),
         TAP_CASE(clock_never_updates_and_is_in_the_past), TAP_CASE(powers_off_and_resets),
         TAP_CASE(nobodys_ports_read_all_ones), TAP_CASE(marks_survive_noise))
