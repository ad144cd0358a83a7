/** The protocols under a simulated network and simulated machines, repeatable from a seed. */
@NullMarked
package dev.parley.sim;

import org.jspecify.annotations.NullMarked;
