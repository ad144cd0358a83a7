/** What must hold in every run, one predicate a class. */
@NullMarked
package dev.parley.sim.invariant;

import org.jspecify.annotations.NullMarked;
