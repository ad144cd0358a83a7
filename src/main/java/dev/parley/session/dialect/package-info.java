/**
 * The parts that all dialects have in common: commands, replies, liveness, refusals. Pure; the
 * dialects know this package, not each other.
 */
@NullMarked
package dev.parley.session.dialect;

import org.jspecify.annotations.NullMarked;
