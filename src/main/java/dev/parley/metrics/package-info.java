/**
 * The figures of this node for programs that watch it. Knows nothing of what is counted: each part
 * of the node registers its own meters here.
 */
@NullMarked
package dev.parley.metrics;

import org.jspecify.annotations.NullMarked;
