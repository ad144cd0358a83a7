/** The terminal client's program: options and start. */
@NullMarked
package dev.parley.client;

import org.jspecify.annotations.NullMarked;
