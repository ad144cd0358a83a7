/** The clock that actors and the edge read; the pure rings are given the time. */
@NullMarked
package dev.parley.time;

import org.jspecify.annotations.NullMarked;
