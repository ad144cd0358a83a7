/**
 * The actors of the group protocols and the parts that carry their messages: each actor asks a pure
 * core of {@code protocol} and performs the outputs. The package knows nothing of clients; of the
 * chat it carries the bytes and the snapshots only.
 */
@NullMarked
package dev.parley.group;

import org.jspecify.annotations.NullMarked;
