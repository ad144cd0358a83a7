/** The record of a run, a line of JSON for each event, for checks after the fact. */
@NullMarked
package dev.parley.store.record;

import org.jspecify.annotations.NullMarked;
