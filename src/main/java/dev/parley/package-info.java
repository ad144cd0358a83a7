/**
 * The composition root: reads the settings, wires the parts of a node and starts them. Only this
 * package knows all others; no rule of a protocol or of the chat may live here.
 */
@NullMarked
package dev.parley;

import org.jspecify.annotations.NullMarked;
