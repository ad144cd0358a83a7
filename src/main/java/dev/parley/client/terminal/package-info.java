/** The client in front of a person: line input and screen. */
@NullMarked
package dev.parley.client.terminal;

import org.jspecify.annotations.NullMarked;
