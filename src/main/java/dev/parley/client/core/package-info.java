/**
 * The terminal client's rules: connection, login, sending, receiving, commands, texts. Pure: no
 * clock, thread, file or socket of its own.
 */
@NullMarked
package dev.parley.client.core;

import org.jspecify.annotations.NullMarked;
