/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * COM1: a 16550A at I/O port 0x3f8, IRQ 4. The transmitter is always ready; received bytes wait in a
 * small FIFO. Source: National Semiconductor PC16550D data sheet, registers as in Linux serial_reg.h.
 */
#pragma once
#include "ports.h"
#include <stdbool.h>
#include <stddef.h>

struct uart {
	void (*put)(void *ctx, uint8_t byte);
	void *put_ctx;
	void (*set_irq)(void *ctx, bool level);
	void *irq_ctx;
	uint8_t regs[8], divisor[2]; /* as written: IER, LCR, MCR, SCR and the baud rate */
	bool fifo, thr_empty_pending, irq_level;
	uint8_t rx[4096]; /* not the FIFO of 16 only, but the sender's line, too */
	unsigned int rx_head, rx_count;
};

#define UART_PORT 0x3f8
#define UART_IRQ  4

/* Attach to @ports; each byte the guest sends goes to @put. */
void uart_init(struct uart *u, struct ports *ports, void (*put)(void *ctx, uint8_t byte),
               void *put_ctx, void (*set_irq)(void *ctx, bool level), void *irq_ctx);
/* Has the guest (struct uart) asked to hear when it can send more, as its driver does until all is sent? */
bool uart_has_more(const void *uart);
/* Bytes for the guest; returns how many the FIFO took. */
size_t uart_receive(struct uart *u, const uint8_t *bytes, size_t len);
