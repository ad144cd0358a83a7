/**
 * The terms that all protocols between members share: ids, views, ballots, version vectors, and the
 * shape of a pure protocol core. No clock, randomness, thread, IO or log of its own.
 */
@NullMarked
package dev.parley.protocol;

import org.jspecify.annotations.NullMarked;
