// SPDX-License-Identifier: GPL-2.0-only
#include "uart.h"
#include "auto.h"
#include <linux/serial_reg.h>

static uint8_t interrupt_cause(const struct uart *u)
{
	if ((u->regs[UART_IER] & UART_IER_RDI) && u->rx_count)
		return UART_IIR_RDI;
	if ((u->regs[UART_IER] & UART_IER_THRI) && u->thr_empty_pending)
		return UART_IIR_THRI;
	return UART_IIR_NO_INT;
}

static void update_irq(struct uart *u)
{
	bool level = interrupt_cause(u) != UART_IIR_NO_INT;

	if (level != u->irq_level)
		u->set_irq(u->irq_ctx, level);
	u->irq_level = level;
}

static uint8_t take_received(struct uart *u)
{
	uint8_t byte = u->rx[u->rx_head];

	if (u->rx_count == 0)
		return 0;
	u->rx_head = (u->rx_head + 1) % ARRAY_SIZE(u->rx);
	u->rx_count--;
	return byte;
}

static uint8_t read_iir(struct uart *u)
{
	uint8_t cause = interrupt_cause(u);

	if (cause == UART_IIR_THRI) /* reading it is the acknowledgement */
		u->thr_empty_pending = false;
	return cause | (u->fifo ? 0xc0 : 0);
}

/* In loopback the modem's outputs come back as its inputs: how Linux tells a UART from empty ports. */
static uint8_t modem_status(const struct uart *u)
{
	if (!(u->regs[UART_MCR] & UART_MCR_LOOP))
		return UART_MSR_DCD | UART_MSR_DSR | UART_MSR_CTS;
	return (uint8_t)((u->regs[UART_MCR] & UART_MCR_RTS ? UART_MSR_CTS : 0) |
	                 (u->regs[UART_MCR] & UART_MCR_DTR ? UART_MSR_DSR : 0) |
	                 (u->regs[UART_MCR] & UART_MCR_OUT1 ? UART_MSR_RI : 0) |
	                 (u->regs[UART_MCR] & UART_MCR_OUT2 ? UART_MSR_DCD : 0));
}

/* Registers 0 and 1 are the baud rate's while the line control register says so. */
static bool is_divisor(const struct uart *u, uint16_t offset)
{
	return offset < sizeof(u->divisor) && (u->regs[UART_LCR] & UART_LCR_DLAB);
}

static uint8_t read_register(struct uart *u, uint16_t offset)
{
	if (is_divisor(u, offset))
		return u->divisor[offset];
	switch (offset) {
	case UART_RX:
		return take_received(u);
	case UART_IIR:
		return read_iir(u);
	case UART_LSR:
		return UART_LSR_THRE | UART_LSR_TEMT | (u->rx_count ? UART_LSR_DR : 0);
	case UART_MSR:
		return modem_status(u);
	default:
		return u->regs[offset];
	}
}

static uint8_t uart_read(void *device, uint16_t offset)
{
	const uint8_t value = read_register(device, offset);

	update_irq(device);
	return value;
}

static void transmit(struct uart *u, uint8_t byte)
{
	if (u->regs[UART_MCR] & UART_MCR_LOOP)
		return;
	u->put(u->put_ctx, byte);
	u->thr_empty_pending = true;
}

static void write_fcr(struct uart *u, uint8_t value)
{
	u->fifo = value & UART_FCR_ENABLE_FIFO;
	if (value & UART_FCR_CLEAR_RCVR)
		u->rx_count = 0;
}

static void write_ier(struct uart *u, uint8_t value)
{
	if ((value & UART_IER_THRI) && !(u->regs[UART_IER] & UART_IER_THRI))
		u->thr_empty_pending = true;
	u->regs[UART_IER] = value & 0x0f;
}

static void uart_write(void *device, uint16_t offset, uint8_t value)
{
	struct uart *u = device;

	if (is_divisor(u, offset))
		u->divisor[offset] = value;
	else if (offset == UART_TX)
		transmit(u, value);
	else if (offset == UART_IER)
		write_ier(u, value);
	else if (offset == UART_FCR)
		write_fcr(u, value);
	else
		u->regs[offset] = offset == UART_MCR ? value & 0x1f : value;
	update_irq(u);
}

void uart_init(struct uart *u, struct ports *ports, void (*put)(void *, uint8_t), void *put_ctx,
               void (*set_irq)(void *, bool), void *irq_ctx)
{
	*u = (struct uart){
		.put = put, .put_ctx = put_ctx, .set_irq = set_irq, .irq_ctx = irq_ctx
	};
	ports_add(ports, (struct port_range){ UART_PORT, 8, uart_read, uart_write, u });
}

bool uart_has_more(const void *uart)
{
	const struct uart *u = uart;

	return u->regs[UART_IER] & UART_IER_THRI;
}

size_t uart_receive(struct uart *u, const uint8_t *bytes, size_t len)
{
	size_t taken = 0;

	while (taken < len && u->rx_count < ARRAY_SIZE(u->rx)) {
		u->rx[(u->rx_head + u->rx_count) % ARRAY_SIZE(u->rx)] = bytes[taken++];
		u->rx_count++;
	}
	update_irq(u);
	return taken;
}
