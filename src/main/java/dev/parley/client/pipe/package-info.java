/** The client without a terminal: lines in and out, for programs. */
@NullMarked
package dev.parley.client.pipe;

import org.jspecify.annotations.NullMarked;
